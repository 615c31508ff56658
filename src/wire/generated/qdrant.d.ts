import * as $protobuf from "#wire/int64.ts";
export namespace qdrant {
    enum Datatype {
        Default = 0,
        Float32 = 1,
        Uint8 = 2,
        Float16 = 3,
        Turbo4 = 4
    }
    enum Memory {
        MemoryUnknown = 0,
        Cold = 1,
        Cached = 2,
        Pinned = 3
    }
    enum Modifier {
        None = 0,
        Idf = 1
    }
    enum MultiVectorComparator {
        MaxSim = 0
    }
    enum Distance {
        UnknownDistance = 0,
        Cosine = 1,
        Euclid = 2,
        Dot = 3,
        Manhattan = 4
    }
    enum CollectionStatus {
        UnknownCollectionStatus = 0,
        Green = 1,
        Yellow = 2,
        Red = 3,
        Grey = 4
    }
    enum PayloadSchemaType {
        UnknownType = 0,
        Keyword = 1,
        Integer = 2,
        Float = 3,
        Geo = 4,
        Text = 5,
        Bool = 6,
        Datetime = 7,
        Uuid = 8
    }
    enum QuantizationType {
        UnknownQuantization = 0,
        Int8 = 1
    }
    enum CompressionRatio {
        x4 = 0,
        x8 = 1,
        x16 = 2,
        x32 = 3,
        x64 = 4
    }
    enum BinaryQuantizationEncoding {
        OneBit = 0,
        TwoBits = 1,
        OneAndHalfBits = 2
    }
    enum TurboQuantBitSize {
        Bits1 = 0,
        Bits1_5 = 1,
        Bits2 = 2,
        Bits4 = 3
    }
    enum ShardingMethod {
        Auto = 0,
        Custom = 1
    }
    enum TokenizerType {
        Unknown = 0,
        Prefix = 1,
        Whitespace = 2,
        Word = 3,
        Multilingual = 4
    }
    enum ReplicaState {
        Active = 0,
        Dead = 1,
        Partial = 2,
        Initializing = 3,
        Listener = 4,
        PartialSnapshot = 5,
        Recovery = 6,
        Resharding = 7,
        ReshardingScaleDown = 8,
        ActiveRead = 9,
        ManualRecovery = 10
    }
    enum ReshardingDirection {
        Up = 0,
        Down = 1
    }
    enum ShardTransferMethod {
        StreamRecords = 0,
        Snapshot = 1,
        WalDelta = 2,
        ReshardingStreamRecords = 3
    }
    interface IVectorParams extends qdrant.VectorParams.$Properties {
    }
    class VectorParams {
        constructor(properties?: qdrant.VectorParams.$Properties);
        size: (number|bigint);
        distance: qdrant.Distance;
        hnswConfig: (qdrant.HnswConfigDiff|null);
        quantizationConfig: (qdrant.QuantizationConfig|null);
        onDisk: (boolean|null);
        datatype: (qdrant.Datatype|null);
        multivectorConfig: (qdrant.MultiVectorConfig|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.VectorParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorParams & qdrant.VectorParams.$Shape;
    }
    namespace VectorParams {
        interface $Properties {
            size?: (number|bigint);
            distance?: qdrant.Distance;
            hnswConfig?: (qdrant.HnswConfigDiff.$Properties|null);
            quantizationConfig?: (qdrant.QuantizationConfig.$Properties|null);
            onDisk?: (boolean|null);
            datatype?: (qdrant.Datatype|null);
            multivectorConfig?: (qdrant.MultiVectorConfig.$Properties|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = {
          size?: number|bigint;
          distance?: qdrant.Distance;
          hnswConfig?: qdrant.HnswConfigDiff.$Shape|null;
          quantizationConfig?: qdrant.QuantizationConfig.$Shape|null;
          onDisk?: boolean|null;
          datatype?: qdrant.Datatype|null;
          multivectorConfig?: qdrant.MultiVectorConfig.$Shape|null;
          memory?: qdrant.Memory|null;
        };
    }
    interface IVectorParamsDiff extends qdrant.VectorParamsDiff.$Properties {
    }
    class VectorParamsDiff {
        constructor(properties?: qdrant.VectorParamsDiff.$Properties);
        hnswConfig: (qdrant.HnswConfigDiff|null);
        quantizationConfig: (qdrant.QuantizationConfigDiff|null);
        onDisk: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.VectorParamsDiff.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorParamsDiff & qdrant.VectorParamsDiff.$Shape;
    }
    namespace VectorParamsDiff {
        interface $Properties {
            hnswConfig?: (qdrant.HnswConfigDiff.$Properties|null);
            quantizationConfig?: (qdrant.QuantizationConfigDiff.$Properties|null);
            onDisk?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = {
          hnswConfig?: qdrant.HnswConfigDiff.$Shape|null;
          quantizationConfig?: qdrant.QuantizationConfigDiff.$Shape|null;
          onDisk?: boolean|null;
          memory?: qdrant.Memory|null;
        };
    }
    interface IVectorParamsMap extends qdrant.VectorParamsMap.$Properties {
    }
    class VectorParamsMap {
        constructor(properties?: qdrant.VectorParamsMap.$Properties);
        map: { [k: string]: qdrant.VectorParams };
        static encode(message: qdrant.VectorParamsMap.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorParamsMap & qdrant.VectorParamsMap.$Shape;
    }
    namespace VectorParamsMap {
        interface $Properties {
            map?: { [k: string]: qdrant.VectorParams.$Properties };
        }
        type $Shape = {
          map?: { [k: string]: qdrant.VectorParams.$Shape };
        };
    }
    interface IVectorParamsDiffMap extends qdrant.VectorParamsDiffMap.$Properties {
    }
    class VectorParamsDiffMap {
        constructor(properties?: qdrant.VectorParamsDiffMap.$Properties);
        map: { [k: string]: qdrant.VectorParamsDiff };
        static encode(message: qdrant.VectorParamsDiffMap.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorParamsDiffMap & qdrant.VectorParamsDiffMap.$Shape;
    }
    namespace VectorParamsDiffMap {
        interface $Properties {
            map?: { [k: string]: qdrant.VectorParamsDiff.$Properties };
        }
        type $Shape = {
          map?: { [k: string]: qdrant.VectorParamsDiff.$Shape };
        };
    }
    interface IVectorsConfig extends qdrant.VectorsConfig.$Properties {
    }
    class VectorsConfig {
        constructor(properties?: qdrant.VectorsConfig.$Properties);
        params: (qdrant.VectorParams|null);
        paramsMap: (qdrant.VectorParamsMap|null);
        config?: ("params"|"paramsMap");
        static encode(message: qdrant.VectorsConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorsConfig & qdrant.VectorsConfig.$Shape;
    }
    namespace VectorsConfig {
        interface $Properties {
            params?: (qdrant.VectorParams.$Properties|null);
            paramsMap?: (qdrant.VectorParamsMap.$Properties|null);
            config?: ("params"|"paramsMap");
        }
        type $Shape = {
          params?: qdrant.VectorParams.$Shape|null;
          paramsMap?: qdrant.VectorParamsMap.$Shape|null;
        } & (
          ({ config?: undefined; params?: null; paramsMap?: null }|{ config?: "params"; params: qdrant.VectorParams.$Shape; paramsMap?: null }|{ config?: "paramsMap"; params?: null; paramsMap: qdrant.VectorParamsMap.$Shape })
        );
    }
    interface IVectorsConfigDiff extends qdrant.VectorsConfigDiff.$Properties {
    }
    class VectorsConfigDiff {
        constructor(properties?: qdrant.VectorsConfigDiff.$Properties);
        params: (qdrant.VectorParamsDiff|null);
        paramsMap: (qdrant.VectorParamsDiffMap|null);
        config?: ("params"|"paramsMap");
        static encode(message: qdrant.VectorsConfigDiff.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorsConfigDiff & qdrant.VectorsConfigDiff.$Shape;
    }
    namespace VectorsConfigDiff {
        interface $Properties {
            params?: (qdrant.VectorParamsDiff.$Properties|null);
            paramsMap?: (qdrant.VectorParamsDiffMap.$Properties|null);
            config?: ("params"|"paramsMap");
        }
        type $Shape = {
          params?: qdrant.VectorParamsDiff.$Shape|null;
          paramsMap?: qdrant.VectorParamsDiffMap.$Shape|null;
        } & (
          ({ config?: undefined; params?: null; paramsMap?: null }|{ config?: "params"; params: qdrant.VectorParamsDiff.$Shape; paramsMap?: null }|{ config?: "paramsMap"; params?: null; paramsMap: qdrant.VectorParamsDiffMap.$Shape })
        );
    }
    interface ISparseVectorParams extends qdrant.SparseVectorParams.$Properties {
    }
    class SparseVectorParams {
        constructor(properties?: qdrant.SparseVectorParams.$Properties);
        index: (qdrant.SparseIndexConfig|null);
        modifier: (qdrant.Modifier|null);
        static encode(message: qdrant.SparseVectorParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SparseVectorParams & qdrant.SparseVectorParams.$Shape;
    }
    namespace SparseVectorParams {
        interface $Properties {
            index?: (qdrant.SparseIndexConfig.$Properties|null);
            modifier?: (qdrant.Modifier|null);
        }
        type $Shape = qdrant.SparseVectorParams.$Properties;
    }
    interface ISparseVectorConfig extends qdrant.SparseVectorConfig.$Properties {
    }
    class SparseVectorConfig {
        constructor(properties?: qdrant.SparseVectorConfig.$Properties);
        map: { [k: string]: qdrant.SparseVectorParams };
        static encode(message: qdrant.SparseVectorConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SparseVectorConfig & qdrant.SparseVectorConfig.$Shape;
    }
    namespace SparseVectorConfig {
        interface $Properties {
            map?: { [k: string]: qdrant.SparseVectorParams.$Properties };
        }
        type $Shape = qdrant.SparseVectorConfig.$Properties;
    }
    interface IMultiVectorConfig extends qdrant.MultiVectorConfig.$Properties {
    }
    class MultiVectorConfig {
        constructor(properties?: qdrant.MultiVectorConfig.$Properties);
        comparator: qdrant.MultiVectorComparator;
        static encode(message: qdrant.MultiVectorConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.MultiVectorConfig & qdrant.MultiVectorConfig.$Shape;
    }
    namespace MultiVectorConfig {
        interface $Properties {
            comparator?: qdrant.MultiVectorComparator;
        }
        type $Shape = qdrant.MultiVectorConfig.$Properties;
    }
    interface IGetCollectionInfoRequest extends qdrant.GetCollectionInfoRequest.$Properties {
    }
    class GetCollectionInfoRequest {
        constructor(properties?: qdrant.GetCollectionInfoRequest.$Properties);
        collectionName: string;
        static encode(message: qdrant.GetCollectionInfoRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GetCollectionInfoRequest & qdrant.GetCollectionInfoRequest.$Shape;
    }
    namespace GetCollectionInfoRequest {
        interface $Properties {
            collectionName?: string;
        }
        type $Shape = qdrant.GetCollectionInfoRequest.$Properties;
    }
    interface ICollectionExistsRequest extends qdrant.CollectionExistsRequest.$Properties {
    }
    class CollectionExistsRequest {
        constructor(properties?: qdrant.CollectionExistsRequest.$Properties);
        collectionName: string;
        static encode(message: qdrant.CollectionExistsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionExistsRequest & qdrant.CollectionExistsRequest.$Shape;
    }
    namespace CollectionExistsRequest {
        interface $Properties {
            collectionName?: string;
        }
        type $Shape = qdrant.CollectionExistsRequest.$Properties;
    }
    interface ICollectionExists extends qdrant.CollectionExists.$Properties {
    }
    class CollectionExists {
        constructor(properties?: qdrant.CollectionExists.$Properties);
        exists: boolean;
        static encode(message: qdrant.CollectionExists.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionExists & qdrant.CollectionExists.$Shape;
    }
    namespace CollectionExists {
        interface $Properties {
            exists?: boolean;
        }
        type $Shape = qdrant.CollectionExists.$Properties;
    }
    interface ICollectionExistsResponse extends qdrant.CollectionExistsResponse.$Properties {
    }
    class CollectionExistsResponse {
        constructor(properties?: qdrant.CollectionExistsResponse.$Properties);
        result: qdrant.CollectionExists;
        time: number;
        static encode(message: qdrant.CollectionExistsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionExistsResponse & qdrant.CollectionExistsResponse.$Shape;
    }
    namespace CollectionExistsResponse {
        interface $Properties {
            result?: qdrant.CollectionExists.$Properties;
            time?: number;
        }
        type $Shape = qdrant.CollectionExistsResponse.$Properties;
    }
    interface IListCollectionsRequest extends qdrant.ListCollectionsRequest.$Properties {
    }
    class ListCollectionsRequest {
        constructor(properties?: qdrant.ListCollectionsRequest.$Properties);
        static encode(message: qdrant.ListCollectionsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListCollectionsRequest & qdrant.ListCollectionsRequest.$Shape;
    }
    namespace ListCollectionsRequest {
        interface $Properties {
        }
        type $Shape = qdrant.ListCollectionsRequest.$Properties;
    }
    interface ICollectionDescription extends qdrant.CollectionDescription.$Properties {
    }
    class CollectionDescription {
        constructor(properties?: qdrant.CollectionDescription.$Properties);
        name: string;
        static encode(message: qdrant.CollectionDescription.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionDescription & qdrant.CollectionDescription.$Shape;
    }
    namespace CollectionDescription {
        interface $Properties {
            name?: string;
        }
        type $Shape = qdrant.CollectionDescription.$Properties;
    }
    interface IGetCollectionInfoResponse extends qdrant.GetCollectionInfoResponse.$Properties {
    }
    class GetCollectionInfoResponse {
        constructor(properties?: qdrant.GetCollectionInfoResponse.$Properties);
        result: qdrant.CollectionInfo;
        time: number;
        static encode(message: qdrant.GetCollectionInfoResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GetCollectionInfoResponse & qdrant.GetCollectionInfoResponse.$Shape;
    }
    namespace GetCollectionInfoResponse {
        interface $Properties {
            result?: qdrant.CollectionInfo.$Properties;
            time?: number;
        }
        type $Shape = {
          result?: qdrant.CollectionInfo.$Shape;
          time?: number;
        };
    }
    interface IListCollectionsResponse extends qdrant.ListCollectionsResponse.$Properties {
    }
    class ListCollectionsResponse {
        constructor(properties?: qdrant.ListCollectionsResponse.$Properties);
        collections: qdrant.CollectionDescription[];
        time: number;
        static encode(message: qdrant.ListCollectionsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListCollectionsResponse & qdrant.ListCollectionsResponse.$Shape;
    }
    namespace ListCollectionsResponse {
        interface $Properties {
            collections?: qdrant.CollectionDescription.$Properties[];
            time?: number;
        }
        type $Shape = qdrant.ListCollectionsResponse.$Properties;
    }
    interface IMaxOptimizationThreads extends qdrant.MaxOptimizationThreads.$Properties {
    }
    class MaxOptimizationThreads {
        constructor(properties?: qdrant.MaxOptimizationThreads.$Properties);
        value: (number|bigint|null);
        setting: (qdrant.MaxOptimizationThreads.Setting|null);
        variant?: ("value"|"setting");
        static encode(message: qdrant.MaxOptimizationThreads.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.MaxOptimizationThreads & qdrant.MaxOptimizationThreads.$Shape;
    }
    namespace MaxOptimizationThreads {
        interface $Properties {
            value?: (number|bigint|null);
            setting?: (qdrant.MaxOptimizationThreads.Setting|null);
            variant?: ("value"|"setting");
        }
        type $Shape = {
          value?: number|bigint|null;
          setting?: qdrant.MaxOptimizationThreads.Setting|null;
        } & (
          ({ variant?: undefined; value?: null; setting?: null }|{ variant?: "value"; value: number|bigint; setting?: null }|{ variant?: "setting"; value?: null; setting: qdrant.MaxOptimizationThreads.Setting })
        );
        enum Setting {
            Auto = 0
        }
    }
    interface IOptimizerStatus extends qdrant.OptimizerStatus.$Properties {
    }
    class OptimizerStatus {
        constructor(properties?: qdrant.OptimizerStatus.$Properties);
        ok: boolean;
        error: string;
        static encode(message: qdrant.OptimizerStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.OptimizerStatus & qdrant.OptimizerStatus.$Shape;
    }
    namespace OptimizerStatus {
        interface $Properties {
            ok?: boolean;
            error?: string;
        }
        type $Shape = qdrant.OptimizerStatus.$Properties;
    }
    interface ICollectionWarning extends qdrant.CollectionWarning.$Properties {
    }
    class CollectionWarning {
        constructor(properties?: qdrant.CollectionWarning.$Properties);
        message: string;
        static encode(message: qdrant.CollectionWarning.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionWarning & qdrant.CollectionWarning.$Shape;
    }
    namespace CollectionWarning {
        interface $Properties {
            message?: string;
        }
        type $Shape = qdrant.CollectionWarning.$Properties;
    }
    interface IHnswConfigDiff extends qdrant.HnswConfigDiff.$Properties {
    }
    class HnswConfigDiff {
        constructor(properties?: qdrant.HnswConfigDiff.$Properties);
        m: (number|bigint|null);
        efConstruct: (number|bigint|null);
        fullScanThreshold: (number|bigint|null);
        maxIndexingThreads: (number|bigint|null);
        onDisk: (boolean|null);
        payloadM: (number|bigint|null);
        inlineStorage: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.HnswConfigDiff.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.HnswConfigDiff & qdrant.HnswConfigDiff.$Shape;
    }
    namespace HnswConfigDiff {
        interface $Properties {
            m?: (number|bigint|null);
            efConstruct?: (number|bigint|null);
            fullScanThreshold?: (number|bigint|null);
            maxIndexingThreads?: (number|bigint|null);
            onDisk?: (boolean|null);
            payloadM?: (number|bigint|null);
            inlineStorage?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.HnswConfigDiff.$Properties;
    }
    interface ISparseIndexConfig extends qdrant.SparseIndexConfig.$Properties {
    }
    class SparseIndexConfig {
        constructor(properties?: qdrant.SparseIndexConfig.$Properties);
        fullScanThreshold: (number|bigint|null);
        onDisk: (boolean|null);
        datatype: (qdrant.Datatype|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.SparseIndexConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SparseIndexConfig & qdrant.SparseIndexConfig.$Shape;
    }
    namespace SparseIndexConfig {
        interface $Properties {
            fullScanThreshold?: (number|bigint|null);
            onDisk?: (boolean|null);
            datatype?: (qdrant.Datatype|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.SparseIndexConfig.$Properties;
    }
    interface IWalConfigDiff extends qdrant.WalConfigDiff.$Properties {
    }
    class WalConfigDiff {
        constructor(properties?: qdrant.WalConfigDiff.$Properties);
        walCapacityMb: (number|bigint|null);
        walSegmentsAhead: (number|bigint|null);
        walRetainClosed: (number|bigint|null);
        static encode(message: qdrant.WalConfigDiff.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.WalConfigDiff & qdrant.WalConfigDiff.$Shape;
    }
    namespace WalConfigDiff {
        interface $Properties {
            walCapacityMb?: (number|bigint|null);
            walSegmentsAhead?: (number|bigint|null);
            walRetainClosed?: (number|bigint|null);
        }
        type $Shape = qdrant.WalConfigDiff.$Properties;
    }
    interface IOptimizersConfigDiff extends qdrant.OptimizersConfigDiff.$Properties {
    }
    class OptimizersConfigDiff {
        constructor(properties?: qdrant.OptimizersConfigDiff.$Properties);
        deletedThreshold: (number|null);
        vacuumMinVectorNumber: (number|bigint|null);
        defaultSegmentNumber: (number|bigint|null);
        maxSegmentSize: (number|bigint|null);
        memmapThreshold: (number|bigint|null);
        indexingThreshold: (number|bigint|null);
        flushIntervalSec: (number|bigint|null);
        deprecatedMaxOptimizationThreads: (number|bigint|null);
        maxOptimizationThreads: (qdrant.MaxOptimizationThreads|null);
        preventUnoptimized: (boolean|null);
        static encode(message: qdrant.OptimizersConfigDiff.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.OptimizersConfigDiff & qdrant.OptimizersConfigDiff.$Shape;
    }
    namespace OptimizersConfigDiff {
        interface $Properties {
            deletedThreshold?: (number|null);
            vacuumMinVectorNumber?: (number|bigint|null);
            defaultSegmentNumber?: (number|bigint|null);
            maxSegmentSize?: (number|bigint|null);
            memmapThreshold?: (number|bigint|null);
            indexingThreshold?: (number|bigint|null);
            flushIntervalSec?: (number|bigint|null);
            deprecatedMaxOptimizationThreads?: (number|bigint|null);
            maxOptimizationThreads?: (qdrant.MaxOptimizationThreads.$Properties|null);
            preventUnoptimized?: (boolean|null);
        }
        type $Shape = {
          deletedThreshold?: number|null;
          vacuumMinVectorNumber?: number|bigint|null;
          defaultSegmentNumber?: number|bigint|null;
          maxSegmentSize?: number|bigint|null;
          memmapThreshold?: number|bigint|null;
          indexingThreshold?: number|bigint|null;
          flushIntervalSec?: number|bigint|null;
          deprecatedMaxOptimizationThreads?: number|bigint|null;
          maxOptimizationThreads?: qdrant.MaxOptimizationThreads.$Shape|null;
          preventUnoptimized?: boolean|null;
        };
    }
    interface IScalarQuantization extends qdrant.ScalarQuantization.$Properties {
    }
    class ScalarQuantization {
        constructor(properties?: qdrant.ScalarQuantization.$Properties);
        type: qdrant.QuantizationType;
        quantile: (number|null);
        alwaysRam: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.ScalarQuantization.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ScalarQuantization & qdrant.ScalarQuantization.$Shape;
    }
    namespace ScalarQuantization {
        interface $Properties {
            type?: qdrant.QuantizationType;
            quantile?: (number|null);
            alwaysRam?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.ScalarQuantization.$Properties;
    }
    interface IProductQuantization extends qdrant.ProductQuantization.$Properties {
    }
    class ProductQuantization {
        constructor(properties?: qdrant.ProductQuantization.$Properties);
        compression: qdrant.CompressionRatio;
        alwaysRam: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.ProductQuantization.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ProductQuantization & qdrant.ProductQuantization.$Shape;
    }
    namespace ProductQuantization {
        interface $Properties {
            compression?: qdrant.CompressionRatio;
            alwaysRam?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.ProductQuantization.$Properties;
    }
    interface IBinaryQuantizationQueryEncoding extends qdrant.BinaryQuantizationQueryEncoding.$Properties {
    }
    class BinaryQuantizationQueryEncoding {
        constructor(properties?: qdrant.BinaryQuantizationQueryEncoding.$Properties);
        setting: (qdrant.BinaryQuantizationQueryEncoding.Setting|null);
        variant?: "setting";
        static encode(message: qdrant.BinaryQuantizationQueryEncoding.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.BinaryQuantizationQueryEncoding & qdrant.BinaryQuantizationQueryEncoding.$Shape;
    }
    namespace BinaryQuantizationQueryEncoding {
        interface $Properties {
            setting?: (qdrant.BinaryQuantizationQueryEncoding.Setting|null);
            variant?: "setting";
        }
        type $Shape = {
          setting?: qdrant.BinaryQuantizationQueryEncoding.Setting|null;
        } & (
          ({ variant?: undefined; setting?: null }|{ variant?: "setting"; setting: qdrant.BinaryQuantizationQueryEncoding.Setting })
        );
        enum Setting {
            Default = 0,
            Binary = 1,
            Scalar4Bits = 2,
            Scalar8Bits = 3
        }
    }
    interface IBinaryQuantization extends qdrant.BinaryQuantization.$Properties {
    }
    class BinaryQuantization {
        constructor(properties?: qdrant.BinaryQuantization.$Properties);
        alwaysRam: (boolean|null);
        encoding: (qdrant.BinaryQuantizationEncoding|null);
        queryEncoding: (qdrant.BinaryQuantizationQueryEncoding|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.BinaryQuantization.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.BinaryQuantization & qdrant.BinaryQuantization.$Shape;
    }
    namespace BinaryQuantization {
        interface $Properties {
            alwaysRam?: (boolean|null);
            encoding?: (qdrant.BinaryQuantizationEncoding|null);
            queryEncoding?: (qdrant.BinaryQuantizationQueryEncoding.$Properties|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = {
          alwaysRam?: boolean|null;
          encoding?: qdrant.BinaryQuantizationEncoding|null;
          queryEncoding?: qdrant.BinaryQuantizationQueryEncoding.$Shape|null;
          memory?: qdrant.Memory|null;
        };
    }
    interface ITurboQuantization extends qdrant.TurboQuantization.$Properties {
    }
    class TurboQuantization {
        constructor(properties?: qdrant.TurboQuantization.$Properties);
        alwaysRam: (boolean|null);
        bits: (qdrant.TurboQuantBitSize|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.TurboQuantization.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.TurboQuantization & qdrant.TurboQuantization.$Shape;
    }
    namespace TurboQuantization {
        interface $Properties {
            alwaysRam?: (boolean|null);
            bits?: (qdrant.TurboQuantBitSize|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.TurboQuantization.$Properties;
    }
    interface IQuantizationConfig extends qdrant.QuantizationConfig.$Properties {
    }
    class QuantizationConfig {
        constructor(properties?: qdrant.QuantizationConfig.$Properties);
        scalar: (qdrant.ScalarQuantization|null);
        product: (qdrant.ProductQuantization|null);
        binary: (qdrant.BinaryQuantization|null);
        turboquant: (qdrant.TurboQuantization|null);
        quantization?: ("scalar"|"product"|"binary"|"turboquant");
        static encode(message: qdrant.QuantizationConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.QuantizationConfig & qdrant.QuantizationConfig.$Shape;
    }
    namespace QuantizationConfig {
        interface $Properties {
            scalar?: (qdrant.ScalarQuantization.$Properties|null);
            product?: (qdrant.ProductQuantization.$Properties|null);
            binary?: (qdrant.BinaryQuantization.$Properties|null);
            turboquant?: (qdrant.TurboQuantization.$Properties|null);
            quantization?: ("scalar"|"product"|"binary"|"turboquant");
        }
        type $Shape = {
          scalar?: qdrant.ScalarQuantization.$Shape|null;
          product?: qdrant.ProductQuantization.$Shape|null;
          binary?: qdrant.BinaryQuantization.$Shape|null;
          turboquant?: qdrant.TurboQuantization.$Shape|null;
        } & (
          ({ quantization?: undefined; scalar?: null; product?: null; binary?: null; turboquant?: null }|{ quantization?: "scalar"; scalar: qdrant.ScalarQuantization.$Shape; product?: null; binary?: null; turboquant?: null }|{ quantization?: "product"; scalar?: null; product: qdrant.ProductQuantization.$Shape; binary?: null; turboquant?: null }|{ quantization?: "binary"; scalar?: null; product?: null; binary: qdrant.BinaryQuantization.$Shape; turboquant?: null }|{ quantization?: "turboquant"; scalar?: null; product?: null; binary?: null; turboquant: qdrant.TurboQuantization.$Shape })
        );
    }
    interface IDisabled extends qdrant.Disabled.$Properties {
    }
    class Disabled {
        constructor(properties?: qdrant.Disabled.$Properties);
        static encode(message: qdrant.Disabled.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Disabled & qdrant.Disabled.$Shape;
    }
    namespace Disabled {
        interface $Properties {
        }
        type $Shape = qdrant.Disabled.$Properties;
    }
    interface IQuantizationConfigDiff extends qdrant.QuantizationConfigDiff.$Properties {
    }
    class QuantizationConfigDiff {
        constructor(properties?: qdrant.QuantizationConfigDiff.$Properties);
        scalar: (qdrant.ScalarQuantization|null);
        product: (qdrant.ProductQuantization|null);
        disabled: (qdrant.Disabled|null);
        binary: (qdrant.BinaryQuantization|null);
        turboquant: (qdrant.TurboQuantization|null);
        quantization?: ("scalar"|"product"|"disabled"|"binary"|"turboquant");
        static encode(message: qdrant.QuantizationConfigDiff.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.QuantizationConfigDiff & qdrant.QuantizationConfigDiff.$Shape;
    }
    namespace QuantizationConfigDiff {
        interface $Properties {
            scalar?: (qdrant.ScalarQuantization.$Properties|null);
            product?: (qdrant.ProductQuantization.$Properties|null);
            disabled?: (qdrant.Disabled.$Properties|null);
            binary?: (qdrant.BinaryQuantization.$Properties|null);
            turboquant?: (qdrant.TurboQuantization.$Properties|null);
            quantization?: ("scalar"|"product"|"disabled"|"binary"|"turboquant");
        }
        type $Shape = {
          scalar?: qdrant.ScalarQuantization.$Shape|null;
          product?: qdrant.ProductQuantization.$Shape|null;
          disabled?: qdrant.Disabled.$Shape|null;
          binary?: qdrant.BinaryQuantization.$Shape|null;
          turboquant?: qdrant.TurboQuantization.$Shape|null;
        } & (
          ({ quantization?: undefined; scalar?: null; product?: null; disabled?: null; binary?: null; turboquant?: null }|{ quantization?: "scalar"; scalar: qdrant.ScalarQuantization.$Shape; product?: null; disabled?: null; binary?: null; turboquant?: null }|{ quantization?: "product"; scalar?: null; product: qdrant.ProductQuantization.$Shape; disabled?: null; binary?: null; turboquant?: null }|{ quantization?: "disabled"; scalar?: null; product?: null; disabled: qdrant.Disabled.$Shape; binary?: null; turboquant?: null }|{ quantization?: "binary"; scalar?: null; product?: null; disabled?: null; binary: qdrant.BinaryQuantization.$Shape; turboquant?: null }|{ quantization?: "turboquant"; scalar?: null; product?: null; disabled?: null; binary?: null; turboquant: qdrant.TurboQuantization.$Shape })
        );
    }
    interface IStrictModeConfig extends qdrant.StrictModeConfig.$Properties {
    }
    class StrictModeConfig {
        constructor(properties?: qdrant.StrictModeConfig.$Properties);
        enabled: (boolean|null);
        maxQueryLimit: (number|null);
        maxTimeout: (number|null);
        unindexedFilteringRetrieve: (boolean|null);
        unindexedFilteringUpdate: (boolean|null);
        searchMaxHnswEf: (number|null);
        searchAllowExact: (boolean|null);
        searchMaxOversampling: (number|null);
        upsertMaxBatchsize: (number|bigint|null);
        searchMaxBatchsize: (number|bigint|null);
        maxCollectionVectorSizeBytes: (number|bigint|null);
        readRateLimit: (number|null);
        writeRateLimit: (number|null);
        maxCollectionPayloadSizeBytes: (number|bigint|null);
        filterMaxConditions: (number|bigint|null);
        conditionMaxSize: (number|bigint|null);
        multivectorConfig: (qdrant.StrictModeMultivectorConfig|null);
        sparseConfig: (qdrant.StrictModeSparseConfig|null);
        maxPointsCount: (number|bigint|null);
        maxPayloadIndexCount: (number|bigint|null);
        maxResidentMemoryPercent: (number|null);
        static encode(message: qdrant.StrictModeConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.StrictModeConfig & qdrant.StrictModeConfig.$Shape;
    }
    namespace StrictModeConfig {
        interface $Properties {
            enabled?: (boolean|null);
            maxQueryLimit?: (number|null);
            maxTimeout?: (number|null);
            unindexedFilteringRetrieve?: (boolean|null);
            unindexedFilteringUpdate?: (boolean|null);
            searchMaxHnswEf?: (number|null);
            searchAllowExact?: (boolean|null);
            searchMaxOversampling?: (number|null);
            upsertMaxBatchsize?: (number|bigint|null);
            searchMaxBatchsize?: (number|bigint|null);
            maxCollectionVectorSizeBytes?: (number|bigint|null);
            readRateLimit?: (number|null);
            writeRateLimit?: (number|null);
            maxCollectionPayloadSizeBytes?: (number|bigint|null);
            filterMaxConditions?: (number|bigint|null);
            conditionMaxSize?: (number|bigint|null);
            multivectorConfig?: (qdrant.StrictModeMultivectorConfig.$Properties|null);
            sparseConfig?: (qdrant.StrictModeSparseConfig.$Properties|null);
            maxPointsCount?: (number|bigint|null);
            maxPayloadIndexCount?: (number|bigint|null);
            maxResidentMemoryPercent?: (number|null);
        }
        type $Shape = qdrant.StrictModeConfig.$Properties;
    }
    interface IStrictModeSparseConfig extends qdrant.StrictModeSparseConfig.$Properties {
    }
    class StrictModeSparseConfig {
        constructor(properties?: qdrant.StrictModeSparseConfig.$Properties);
        sparseConfig: { [k: string]: qdrant.StrictModeSparse };
        static encode(message: qdrant.StrictModeSparseConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.StrictModeSparseConfig & qdrant.StrictModeSparseConfig.$Shape;
    }
    namespace StrictModeSparseConfig {
        interface $Properties {
            sparseConfig?: { [k: string]: qdrant.StrictModeSparse.$Properties };
        }
        type $Shape = qdrant.StrictModeSparseConfig.$Properties;
    }
    interface IStrictModeSparse extends qdrant.StrictModeSparse.$Properties {
    }
    class StrictModeSparse {
        constructor(properties?: qdrant.StrictModeSparse.$Properties);
        maxLength: (number|bigint|null);
        static encode(message: qdrant.StrictModeSparse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.StrictModeSparse & qdrant.StrictModeSparse.$Shape;
    }
    namespace StrictModeSparse {
        interface $Properties {
            maxLength?: (number|bigint|null);
        }
        type $Shape = qdrant.StrictModeSparse.$Properties;
    }
    interface IStrictModeMultivectorConfig extends qdrant.StrictModeMultivectorConfig.$Properties {
    }
    class StrictModeMultivectorConfig {
        constructor(properties?: qdrant.StrictModeMultivectorConfig.$Properties);
        multivectorConfig: { [k: string]: qdrant.StrictModeMultivector };
        static encode(message: qdrant.StrictModeMultivectorConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.StrictModeMultivectorConfig & qdrant.StrictModeMultivectorConfig.$Shape;
    }
    namespace StrictModeMultivectorConfig {
        interface $Properties {
            multivectorConfig?: { [k: string]: qdrant.StrictModeMultivector.$Properties };
        }
        type $Shape = qdrant.StrictModeMultivectorConfig.$Properties;
    }
    interface IStrictModeMultivector extends qdrant.StrictModeMultivector.$Properties {
    }
    class StrictModeMultivector {
        constructor(properties?: qdrant.StrictModeMultivector.$Properties);
        maxVectors: (number|bigint|null);
        static encode(message: qdrant.StrictModeMultivector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.StrictModeMultivector & qdrant.StrictModeMultivector.$Shape;
    }
    namespace StrictModeMultivector {
        interface $Properties {
            maxVectors?: (number|bigint|null);
        }
        type $Shape = qdrant.StrictModeMultivector.$Properties;
    }
    interface IPayloadStorageParams extends qdrant.PayloadStorageParams.$Properties {
    }
    class PayloadStorageParams {
        constructor(properties?: qdrant.PayloadStorageParams.$Properties);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.PayloadStorageParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PayloadStorageParams & qdrant.PayloadStorageParams.$Shape;
    }
    namespace PayloadStorageParams {
        interface $Properties {
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.PayloadStorageParams.$Properties;
    }
    interface ICreateCollection extends qdrant.CreateCollection.$Properties {
    }
    class CreateCollection {
        constructor(properties?: qdrant.CreateCollection.$Properties);
        collectionName: string;
        hnswConfig: (qdrant.HnswConfigDiff|null);
        walConfig: (qdrant.WalConfigDiff|null);
        optimizersConfig: (qdrant.OptimizersConfigDiff|null);
        shardNumber: (number|null);
        onDiskPayload: (boolean|null);
        timeout: (number|bigint|null);
        vectorsConfig: (qdrant.VectorsConfig|null);
        replicationFactor: (number|null);
        writeConsistencyFactor: (number|null);
        quantizationConfig: (qdrant.QuantizationConfig|null);
        shardingMethod: (qdrant.ShardingMethod|null);
        sparseVectorsConfig: (qdrant.SparseVectorConfig|null);
        strictModeConfig: (qdrant.StrictModeConfig|null);
        metadata: { [k: string]: qdrant.Value };
        payload: (qdrant.PayloadStorageParams|null);
        static encode(message: qdrant.CreateCollection.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CreateCollection & qdrant.CreateCollection.$Shape;
    }
    namespace CreateCollection {
        interface $Properties {
            collectionName?: string;
            hnswConfig?: (qdrant.HnswConfigDiff.$Properties|null);
            walConfig?: (qdrant.WalConfigDiff.$Properties|null);
            optimizersConfig?: (qdrant.OptimizersConfigDiff.$Properties|null);
            shardNumber?: (number|null);
            onDiskPayload?: (boolean|null);
            timeout?: (number|bigint|null);
            vectorsConfig?: (qdrant.VectorsConfig.$Properties|null);
            replicationFactor?: (number|null);
            writeConsistencyFactor?: (number|null);
            quantizationConfig?: (qdrant.QuantizationConfig.$Properties|null);
            shardingMethod?: (qdrant.ShardingMethod|null);
            sparseVectorsConfig?: (qdrant.SparseVectorConfig.$Properties|null);
            strictModeConfig?: (qdrant.StrictModeConfig.$Properties|null);
            metadata?: { [k: string]: qdrant.Value.$Properties };
            payload?: (qdrant.PayloadStorageParams.$Properties|null);
        }
        type $Shape = {
          collectionName?: string;
          hnswConfig?: qdrant.HnswConfigDiff.$Shape|null;
          walConfig?: qdrant.WalConfigDiff.$Shape|null;
          optimizersConfig?: qdrant.OptimizersConfigDiff.$Shape|null;
          shardNumber?: number|null;
          onDiskPayload?: boolean|null;
          timeout?: number|bigint|null;
          vectorsConfig?: qdrant.VectorsConfig.$Shape|null;
          replicationFactor?: number|null;
          writeConsistencyFactor?: number|null;
          quantizationConfig?: qdrant.QuantizationConfig.$Shape|null;
          shardingMethod?: qdrant.ShardingMethod|null;
          sparseVectorsConfig?: qdrant.SparseVectorConfig.$Shape|null;
          strictModeConfig?: qdrant.StrictModeConfig.$Shape|null;
          metadata?: { [k: string]: qdrant.Value.$Shape };
          payload?: qdrant.PayloadStorageParams.$Shape|null;
        };
    }
    interface IUpdateCollection extends qdrant.UpdateCollection.$Properties {
    }
    class UpdateCollection {
        constructor(properties?: qdrant.UpdateCollection.$Properties);
        collectionName: string;
        optimizersConfig: (qdrant.OptimizersConfigDiff|null);
        timeout: (number|bigint|null);
        params: (qdrant.CollectionParamsDiff|null);
        hnswConfig: (qdrant.HnswConfigDiff|null);
        vectorsConfig: (qdrant.VectorsConfigDiff|null);
        quantizationConfig: (qdrant.QuantizationConfigDiff|null);
        sparseVectorsConfig: (qdrant.SparseVectorConfig|null);
        strictModeConfig: (qdrant.StrictModeConfig|null);
        metadata: { [k: string]: qdrant.Value };
        static encode(message: qdrant.UpdateCollection.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.UpdateCollection & qdrant.UpdateCollection.$Shape;
    }
    namespace UpdateCollection {
        interface $Properties {
            collectionName?: string;
            optimizersConfig?: (qdrant.OptimizersConfigDiff.$Properties|null);
            timeout?: (number|bigint|null);
            params?: (qdrant.CollectionParamsDiff.$Properties|null);
            hnswConfig?: (qdrant.HnswConfigDiff.$Properties|null);
            vectorsConfig?: (qdrant.VectorsConfigDiff.$Properties|null);
            quantizationConfig?: (qdrant.QuantizationConfigDiff.$Properties|null);
            sparseVectorsConfig?: (qdrant.SparseVectorConfig.$Properties|null);
            strictModeConfig?: (qdrant.StrictModeConfig.$Properties|null);
            metadata?: { [k: string]: qdrant.Value.$Properties };
        }
        type $Shape = {
          collectionName?: string;
          optimizersConfig?: qdrant.OptimizersConfigDiff.$Shape|null;
          timeout?: number|bigint|null;
          params?: qdrant.CollectionParamsDiff.$Shape|null;
          hnswConfig?: qdrant.HnswConfigDiff.$Shape|null;
          vectorsConfig?: qdrant.VectorsConfigDiff.$Shape|null;
          quantizationConfig?: qdrant.QuantizationConfigDiff.$Shape|null;
          sparseVectorsConfig?: qdrant.SparseVectorConfig.$Shape|null;
          strictModeConfig?: qdrant.StrictModeConfig.$Shape|null;
          metadata?: { [k: string]: qdrant.Value.$Shape };
        };
    }
    interface IDeleteCollection extends qdrant.DeleteCollection.$Properties {
    }
    class DeleteCollection {
        constructor(properties?: qdrant.DeleteCollection.$Properties);
        collectionName: string;
        timeout: (number|bigint|null);
        static encode(message: qdrant.DeleteCollection.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeleteCollection & qdrant.DeleteCollection.$Shape;
    }
    namespace DeleteCollection {
        interface $Properties {
            collectionName?: string;
            timeout?: (number|bigint|null);
        }
        type $Shape = qdrant.DeleteCollection.$Properties;
    }
    interface ICollectionOperationResponse extends qdrant.CollectionOperationResponse.$Properties {
    }
    class CollectionOperationResponse {
        constructor(properties?: qdrant.CollectionOperationResponse.$Properties);
        result: boolean;
        time: number;
        static encode(message: qdrant.CollectionOperationResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionOperationResponse & qdrant.CollectionOperationResponse.$Shape;
    }
    namespace CollectionOperationResponse {
        interface $Properties {
            result?: boolean;
            time?: number;
        }
        type $Shape = qdrant.CollectionOperationResponse.$Properties;
    }
    interface ICollectionParams extends qdrant.CollectionParams.$Properties {
    }
    class CollectionParams {
        constructor(properties?: qdrant.CollectionParams.$Properties);
        shardNumber: number;
        onDiskPayload: boolean;
        vectorsConfig: (qdrant.VectorsConfig|null);
        replicationFactor: (number|null);
        writeConsistencyFactor: (number|null);
        readFanOutFactor: (number|null);
        shardingMethod: (qdrant.ShardingMethod|null);
        sparseVectorsConfig: (qdrant.SparseVectorConfig|null);
        readFanOutDelayMs: (number|bigint|null);
        payload: (qdrant.PayloadStorageParams|null);
        static encode(message: qdrant.CollectionParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionParams & qdrant.CollectionParams.$Shape;
    }
    namespace CollectionParams {
        interface $Properties {
            shardNumber?: number;
            onDiskPayload?: boolean;
            vectorsConfig?: (qdrant.VectorsConfig.$Properties|null);
            replicationFactor?: (number|null);
            writeConsistencyFactor?: (number|null);
            readFanOutFactor?: (number|null);
            shardingMethod?: (qdrant.ShardingMethod|null);
            sparseVectorsConfig?: (qdrant.SparseVectorConfig.$Properties|null);
            readFanOutDelayMs?: (number|bigint|null);
            payload?: (qdrant.PayloadStorageParams.$Properties|null);
        }
        type $Shape = {
          shardNumber?: number;
          onDiskPayload?: boolean;
          vectorsConfig?: qdrant.VectorsConfig.$Shape|null;
          replicationFactor?: number|null;
          writeConsistencyFactor?: number|null;
          readFanOutFactor?: number|null;
          shardingMethod?: qdrant.ShardingMethod|null;
          sparseVectorsConfig?: qdrant.SparseVectorConfig.$Shape|null;
          readFanOutDelayMs?: number|bigint|null;
          payload?: qdrant.PayloadStorageParams.$Shape|null;
        };
    }
    interface ICollectionParamsDiff extends qdrant.CollectionParamsDiff.$Properties {
    }
    class CollectionParamsDiff {
        constructor(properties?: qdrant.CollectionParamsDiff.$Properties);
        replicationFactor: (number|null);
        writeConsistencyFactor: (number|null);
        onDiskPayload: (boolean|null);
        readFanOutFactor: (number|null);
        readFanOutDelayMs: (number|bigint|null);
        payload: (qdrant.PayloadStorageParams|null);
        static encode(message: qdrant.CollectionParamsDiff.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionParamsDiff & qdrant.CollectionParamsDiff.$Shape;
    }
    namespace CollectionParamsDiff {
        interface $Properties {
            replicationFactor?: (number|null);
            writeConsistencyFactor?: (number|null);
            onDiskPayload?: (boolean|null);
            readFanOutFactor?: (number|null);
            readFanOutDelayMs?: (number|bigint|null);
            payload?: (qdrant.PayloadStorageParams.$Properties|null);
        }
        type $Shape = qdrant.CollectionParamsDiff.$Properties;
    }
    interface ICollectionConfig extends qdrant.CollectionConfig.$Properties {
    }
    class CollectionConfig {
        constructor(properties?: qdrant.CollectionConfig.$Properties);
        params: qdrant.CollectionParams;
        hnswConfig: qdrant.HnswConfigDiff;
        optimizerConfig: qdrant.OptimizersConfigDiff;
        walConfig: qdrant.WalConfigDiff;
        quantizationConfig: (qdrant.QuantizationConfig|null);
        strictModeConfig: (qdrant.StrictModeConfig|null);
        metadata: { [k: string]: qdrant.Value };
        static encode(message: qdrant.CollectionConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionConfig & qdrant.CollectionConfig.$Shape;
    }
    namespace CollectionConfig {
        interface $Properties {
            params?: qdrant.CollectionParams.$Properties;
            hnswConfig?: qdrant.HnswConfigDiff.$Properties;
            optimizerConfig?: qdrant.OptimizersConfigDiff.$Properties;
            walConfig?: qdrant.WalConfigDiff.$Properties;
            quantizationConfig?: (qdrant.QuantizationConfig.$Properties|null);
            strictModeConfig?: (qdrant.StrictModeConfig.$Properties|null);
            metadata?: { [k: string]: qdrant.Value.$Properties };
        }
        type $Shape = {
          params?: qdrant.CollectionParams.$Shape;
          hnswConfig?: qdrant.HnswConfigDiff.$Shape;
          optimizerConfig?: qdrant.OptimizersConfigDiff.$Shape;
          walConfig?: qdrant.WalConfigDiff.$Shape;
          quantizationConfig?: qdrant.QuantizationConfig.$Shape|null;
          strictModeConfig?: qdrant.StrictModeConfig.$Shape|null;
          metadata?: { [k: string]: qdrant.Value.$Shape };
        };
    }
    interface IKeywordIndexParams extends qdrant.KeywordIndexParams.$Properties {
    }
    class KeywordIndexParams {
        constructor(properties?: qdrant.KeywordIndexParams.$Properties);
        isTenant: (boolean|null);
        onDisk: (boolean|null);
        enableHnsw: (boolean|null);
        prefix: (qdrant.KeywordPrefixParams|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.KeywordIndexParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.KeywordIndexParams & qdrant.KeywordIndexParams.$Shape;
    }
    namespace KeywordIndexParams {
        interface $Properties {
            isTenant?: (boolean|null);
            onDisk?: (boolean|null);
            enableHnsw?: (boolean|null);
            prefix?: (qdrant.KeywordPrefixParams.$Properties|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.KeywordIndexParams.$Properties;
    }
    interface IKeywordPrefixParams extends qdrant.KeywordPrefixParams.$Properties {
    }
    class KeywordPrefixParams {
        constructor(properties?: qdrant.KeywordPrefixParams.$Properties);
        static encode(message: qdrant.KeywordPrefixParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.KeywordPrefixParams & qdrant.KeywordPrefixParams.$Shape;
    }
    namespace KeywordPrefixParams {
        interface $Properties {
        }
        type $Shape = qdrant.KeywordPrefixParams.$Properties;
    }
    interface IIntegerIndexParams extends qdrant.IntegerIndexParams.$Properties {
    }
    class IntegerIndexParams {
        constructor(properties?: qdrant.IntegerIndexParams.$Properties);
        lookup: (boolean|null);
        range: (boolean|null);
        isPrincipal: (boolean|null);
        onDisk: (boolean|null);
        enableHnsw: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.IntegerIndexParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.IntegerIndexParams & qdrant.IntegerIndexParams.$Shape;
    }
    namespace IntegerIndexParams {
        interface $Properties {
            lookup?: (boolean|null);
            range?: (boolean|null);
            isPrincipal?: (boolean|null);
            onDisk?: (boolean|null);
            enableHnsw?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.IntegerIndexParams.$Properties;
    }
    interface IFloatIndexParams extends qdrant.FloatIndexParams.$Properties {
    }
    class FloatIndexParams {
        constructor(properties?: qdrant.FloatIndexParams.$Properties);
        onDisk: (boolean|null);
        isPrincipal: (boolean|null);
        enableHnsw: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.FloatIndexParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.FloatIndexParams & qdrant.FloatIndexParams.$Shape;
    }
    namespace FloatIndexParams {
        interface $Properties {
            onDisk?: (boolean|null);
            isPrincipal?: (boolean|null);
            enableHnsw?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.FloatIndexParams.$Properties;
    }
    interface IGeoIndexParams extends qdrant.GeoIndexParams.$Properties {
    }
    class GeoIndexParams {
        constructor(properties?: qdrant.GeoIndexParams.$Properties);
        onDisk: (boolean|null);
        enableHnsw: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.GeoIndexParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GeoIndexParams & qdrant.GeoIndexParams.$Shape;
    }
    namespace GeoIndexParams {
        interface $Properties {
            onDisk?: (boolean|null);
            enableHnsw?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.GeoIndexParams.$Properties;
    }
    interface IStopwordsSet extends qdrant.StopwordsSet.$Properties {
    }
    class StopwordsSet {
        constructor(properties?: qdrant.StopwordsSet.$Properties);
        languages: string[];
        custom: string[];
        static encode(message: qdrant.StopwordsSet.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.StopwordsSet & qdrant.StopwordsSet.$Shape;
    }
    namespace StopwordsSet {
        interface $Properties {
            languages?: string[];
            custom?: string[];
        }
        type $Shape = qdrant.StopwordsSet.$Properties;
    }
    interface ITextIndexParams extends qdrant.TextIndexParams.$Properties {
    }
    class TextIndexParams {
        constructor(properties?: qdrant.TextIndexParams.$Properties);
        tokenizer: qdrant.TokenizerType;
        lowercase: (boolean|null);
        minTokenLen: (number|bigint|null);
        maxTokenLen: (number|bigint|null);
        onDisk: (boolean|null);
        stopwords: (qdrant.StopwordsSet|null);
        phraseMatching: (boolean|null);
        stemmer: (qdrant.StemmingAlgorithm|null);
        asciiFolding: (boolean|null);
        enableHnsw: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.TextIndexParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.TextIndexParams & qdrant.TextIndexParams.$Shape;
    }
    namespace TextIndexParams {
        interface $Properties {
            tokenizer?: qdrant.TokenizerType;
            lowercase?: (boolean|null);
            minTokenLen?: (number|bigint|null);
            maxTokenLen?: (number|bigint|null);
            onDisk?: (boolean|null);
            stopwords?: (qdrant.StopwordsSet.$Properties|null);
            phraseMatching?: (boolean|null);
            stemmer?: (qdrant.StemmingAlgorithm.$Properties|null);
            asciiFolding?: (boolean|null);
            enableHnsw?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = {
          tokenizer?: qdrant.TokenizerType;
          lowercase?: boolean|null;
          minTokenLen?: number|bigint|null;
          maxTokenLen?: number|bigint|null;
          onDisk?: boolean|null;
          stopwords?: qdrant.StopwordsSet.$Shape|null;
          phraseMatching?: boolean|null;
          stemmer?: qdrant.StemmingAlgorithm.$Shape|null;
          asciiFolding?: boolean|null;
          enableHnsw?: boolean|null;
          memory?: qdrant.Memory|null;
        };
    }
    interface IStemmingAlgorithm extends qdrant.StemmingAlgorithm.$Properties {
    }
    class StemmingAlgorithm {
        constructor(properties?: qdrant.StemmingAlgorithm.$Properties);
        snowball: (qdrant.SnowballParams|null);
        disabled: (qdrant.DisabledStemmer|null);
        stemmingParams?: ("snowball"|"disabled");
        static encode(message: qdrant.StemmingAlgorithm.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.StemmingAlgorithm & qdrant.StemmingAlgorithm.$Shape;
    }
    namespace StemmingAlgorithm {
        interface $Properties {
            snowball?: (qdrant.SnowballParams.$Properties|null);
            disabled?: (qdrant.DisabledStemmer.$Properties|null);
            stemmingParams?: ("snowball"|"disabled");
        }
        type $Shape = {
          snowball?: qdrant.SnowballParams.$Shape|null;
          disabled?: qdrant.DisabledStemmer.$Shape|null;
        } & (
          ({ stemmingParams?: undefined; snowball?: null; disabled?: null }|{ stemmingParams?: "snowball"; snowball: qdrant.SnowballParams.$Shape; disabled?: null }|{ stemmingParams?: "disabled"; snowball?: null; disabled: qdrant.DisabledStemmer.$Shape })
        );
    }
    interface ISnowballParams extends qdrant.SnowballParams.$Properties {
    }
    class SnowballParams {
        constructor(properties?: qdrant.SnowballParams.$Properties);
        language: string;
        static encode(message: qdrant.SnowballParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SnowballParams & qdrant.SnowballParams.$Shape;
    }
    namespace SnowballParams {
        interface $Properties {
            language?: string;
        }
        type $Shape = qdrant.SnowballParams.$Properties;
    }
    interface IDisabledStemmer extends qdrant.DisabledStemmer.$Properties {
    }
    class DisabledStemmer {
        constructor(properties?: qdrant.DisabledStemmer.$Properties);
        static encode(message: qdrant.DisabledStemmer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DisabledStemmer & qdrant.DisabledStemmer.$Shape;
    }
    namespace DisabledStemmer {
        interface $Properties {
        }
        type $Shape = qdrant.DisabledStemmer.$Properties;
    }
    interface IBoolIndexParams extends qdrant.BoolIndexParams.$Properties {
    }
    class BoolIndexParams {
        constructor(properties?: qdrant.BoolIndexParams.$Properties);
        onDisk: (boolean|null);
        enableHnsw: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.BoolIndexParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.BoolIndexParams & qdrant.BoolIndexParams.$Shape;
    }
    namespace BoolIndexParams {
        interface $Properties {
            onDisk?: (boolean|null);
            enableHnsw?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.BoolIndexParams.$Properties;
    }
    interface IDatetimeIndexParams extends qdrant.DatetimeIndexParams.$Properties {
    }
    class DatetimeIndexParams {
        constructor(properties?: qdrant.DatetimeIndexParams.$Properties);
        onDisk: (boolean|null);
        isPrincipal: (boolean|null);
        enableHnsw: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.DatetimeIndexParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DatetimeIndexParams & qdrant.DatetimeIndexParams.$Shape;
    }
    namespace DatetimeIndexParams {
        interface $Properties {
            onDisk?: (boolean|null);
            isPrincipal?: (boolean|null);
            enableHnsw?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.DatetimeIndexParams.$Properties;
    }
    interface IUuidIndexParams extends qdrant.UuidIndexParams.$Properties {
    }
    class UuidIndexParams {
        constructor(properties?: qdrant.UuidIndexParams.$Properties);
        isTenant: (boolean|null);
        onDisk: (boolean|null);
        enableHnsw: (boolean|null);
        memory: (qdrant.Memory|null);
        static encode(message: qdrant.UuidIndexParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.UuidIndexParams & qdrant.UuidIndexParams.$Shape;
    }
    namespace UuidIndexParams {
        interface $Properties {
            isTenant?: (boolean|null);
            onDisk?: (boolean|null);
            enableHnsw?: (boolean|null);
            memory?: (qdrant.Memory|null);
        }
        type $Shape = qdrant.UuidIndexParams.$Properties;
    }
    interface IPayloadIndexParams extends qdrant.PayloadIndexParams.$Properties {
    }
    class PayloadIndexParams {
        constructor(properties?: qdrant.PayloadIndexParams.$Properties);
        keywordIndexParams: (qdrant.KeywordIndexParams|null);
        integerIndexParams: (qdrant.IntegerIndexParams|null);
        floatIndexParams: (qdrant.FloatIndexParams|null);
        geoIndexParams: (qdrant.GeoIndexParams|null);
        textIndexParams: (qdrant.TextIndexParams|null);
        boolIndexParams: (qdrant.BoolIndexParams|null);
        datetimeIndexParams: (qdrant.DatetimeIndexParams|null);
        uuidIndexParams: (qdrant.UuidIndexParams|null);
        indexParams?: ("keywordIndexParams"|"integerIndexParams"|"floatIndexParams"|"geoIndexParams"|"textIndexParams"|"boolIndexParams"|"datetimeIndexParams"|"uuidIndexParams");
        static encode(message: qdrant.PayloadIndexParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PayloadIndexParams & qdrant.PayloadIndexParams.$Shape;
    }
    namespace PayloadIndexParams {
        interface $Properties {
            keywordIndexParams?: (qdrant.KeywordIndexParams.$Properties|null);
            integerIndexParams?: (qdrant.IntegerIndexParams.$Properties|null);
            floatIndexParams?: (qdrant.FloatIndexParams.$Properties|null);
            geoIndexParams?: (qdrant.GeoIndexParams.$Properties|null);
            textIndexParams?: (qdrant.TextIndexParams.$Properties|null);
            boolIndexParams?: (qdrant.BoolIndexParams.$Properties|null);
            datetimeIndexParams?: (qdrant.DatetimeIndexParams.$Properties|null);
            uuidIndexParams?: (qdrant.UuidIndexParams.$Properties|null);
            indexParams?: ("keywordIndexParams"|"integerIndexParams"|"floatIndexParams"|"geoIndexParams"|"textIndexParams"|"boolIndexParams"|"datetimeIndexParams"|"uuidIndexParams");
        }
        type $Shape = {
          keywordIndexParams?: qdrant.KeywordIndexParams.$Shape|null;
          integerIndexParams?: qdrant.IntegerIndexParams.$Shape|null;
          floatIndexParams?: qdrant.FloatIndexParams.$Shape|null;
          geoIndexParams?: qdrant.GeoIndexParams.$Shape|null;
          textIndexParams?: qdrant.TextIndexParams.$Shape|null;
          boolIndexParams?: qdrant.BoolIndexParams.$Shape|null;
          datetimeIndexParams?: qdrant.DatetimeIndexParams.$Shape|null;
          uuidIndexParams?: qdrant.UuidIndexParams.$Shape|null;
        } & (
          ({ indexParams?: undefined; keywordIndexParams?: null; integerIndexParams?: null; floatIndexParams?: null; geoIndexParams?: null; textIndexParams?: null; boolIndexParams?: null; datetimeIndexParams?: null; uuidIndexParams?: null }|{ indexParams?: "keywordIndexParams"; keywordIndexParams: qdrant.KeywordIndexParams.$Shape; integerIndexParams?: null; floatIndexParams?: null; geoIndexParams?: null; textIndexParams?: null; boolIndexParams?: null; datetimeIndexParams?: null; uuidIndexParams?: null }|{ indexParams?: "integerIndexParams"; keywordIndexParams?: null; integerIndexParams: qdrant.IntegerIndexParams.$Shape; floatIndexParams?: null; geoIndexParams?: null; textIndexParams?: null; boolIndexParams?: null; datetimeIndexParams?: null; uuidIndexParams?: null }|{ indexParams?: "floatIndexParams"; keywordIndexParams?: null; integerIndexParams?: null; floatIndexParams: qdrant.FloatIndexParams.$Shape; geoIndexParams?: null; textIndexParams?: null; boolIndexParams?: null; datetimeIndexParams?: null; uuidIndexParams?: null }|{ indexParams?: "geoIndexParams"; keywordIndexParams?: null; integerIndexParams?: null; floatIndexParams?: null; geoIndexParams: qdrant.GeoIndexParams.$Shape; textIndexParams?: null; boolIndexParams?: null; datetimeIndexParams?: null; uuidIndexParams?: null }|{ indexParams?: "textIndexParams"; keywordIndexParams?: null; integerIndexParams?: null; floatIndexParams?: null; geoIndexParams?: null; textIndexParams: qdrant.TextIndexParams.$Shape; boolIndexParams?: null; datetimeIndexParams?: null; uuidIndexParams?: null }|{ indexParams?: "boolIndexParams"; keywordIndexParams?: null; integerIndexParams?: null; floatIndexParams?: null; geoIndexParams?: null; textIndexParams?: null; boolIndexParams: qdrant.BoolIndexParams.$Shape; datetimeIndexParams?: null; uuidIndexParams?: null }|{ indexParams?: "datetimeIndexParams"; keywordIndexParams?: null; integerIndexParams?: null; floatIndexParams?: null; geoIndexParams?: null; textIndexParams?: null; boolIndexParams?: null; datetimeIndexParams: qdrant.DatetimeIndexParams.$Shape; uuidIndexParams?: null }|{ indexParams?: "uuidIndexParams"; keywordIndexParams?: null; integerIndexParams?: null; floatIndexParams?: null; geoIndexParams?: null; textIndexParams?: null; boolIndexParams?: null; datetimeIndexParams?: null; uuidIndexParams: qdrant.UuidIndexParams.$Shape })
        );
    }
    interface IPayloadSchemaInfo extends qdrant.PayloadSchemaInfo.$Properties {
    }
    class PayloadSchemaInfo {
        constructor(properties?: qdrant.PayloadSchemaInfo.$Properties);
        dataType: qdrant.PayloadSchemaType;
        params: (qdrant.PayloadIndexParams|null);
        points: (number|bigint|null);
        static encode(message: qdrant.PayloadSchemaInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PayloadSchemaInfo & qdrant.PayloadSchemaInfo.$Shape;
    }
    namespace PayloadSchemaInfo {
        interface $Properties {
            dataType?: qdrant.PayloadSchemaType;
            params?: (qdrant.PayloadIndexParams.$Properties|null);
            points?: (number|bigint|null);
        }
        type $Shape = {
          dataType?: qdrant.PayloadSchemaType;
          params?: qdrant.PayloadIndexParams.$Shape|null;
          points?: number|bigint|null;
        };
    }
    interface IUpdateQueueInfo extends qdrant.UpdateQueueInfo.$Properties {
    }
    class UpdateQueueInfo {
        constructor(properties?: qdrant.UpdateQueueInfo.$Properties);
        length: (number|bigint);
        deferredPoints: (number|bigint|null);
        static encode(message: qdrant.UpdateQueueInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.UpdateQueueInfo & qdrant.UpdateQueueInfo.$Shape;
    }
    namespace UpdateQueueInfo {
        interface $Properties {
            length?: (number|bigint);
            deferredPoints?: (number|bigint|null);
        }
        type $Shape = qdrant.UpdateQueueInfo.$Properties;
    }
    interface ICollectionInfo extends qdrant.CollectionInfo.$Properties {
    }
    class CollectionInfo {
        constructor(properties?: qdrant.CollectionInfo.$Properties);
        status: qdrant.CollectionStatus;
        optimizerStatus: qdrant.OptimizerStatus;
        segmentsCount: (number|bigint);
        config: qdrant.CollectionConfig;
        payloadSchema: { [k: string]: qdrant.PayloadSchemaInfo };
        pointsCount: (number|bigint|null);
        indexedVectorsCount: (number|bigint|null);
        warnings: qdrant.CollectionWarning[];
        updateQueue: qdrant.UpdateQueueInfo;
        static encode(message: qdrant.CollectionInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionInfo & qdrant.CollectionInfo.$Shape;
    }
    namespace CollectionInfo {
        interface $Properties {
            status?: qdrant.CollectionStatus;
            optimizerStatus?: qdrant.OptimizerStatus.$Properties;
            segmentsCount?: (number|bigint);
            config?: qdrant.CollectionConfig.$Properties;
            payloadSchema?: { [k: string]: qdrant.PayloadSchemaInfo.$Properties };
            pointsCount?: (number|bigint|null);
            indexedVectorsCount?: (number|bigint|null);
            warnings?: qdrant.CollectionWarning.$Properties[];
            updateQueue?: qdrant.UpdateQueueInfo.$Properties;
        }
        type $Shape = {
          status?: qdrant.CollectionStatus;
          optimizerStatus?: qdrant.OptimizerStatus.$Shape;
          segmentsCount?: number|bigint;
          config?: qdrant.CollectionConfig.$Shape;
          payloadSchema?: { [k: string]: qdrant.PayloadSchemaInfo.$Shape };
          pointsCount?: number|bigint|null;
          indexedVectorsCount?: number|bigint|null;
          warnings?: qdrant.CollectionWarning.$Shape[];
          updateQueue?: qdrant.UpdateQueueInfo.$Shape;
        };
    }
    interface IChangeAliases extends qdrant.ChangeAliases.$Properties {
    }
    class ChangeAliases {
        constructor(properties?: qdrant.ChangeAliases.$Properties);
        actions: qdrant.AliasOperations[];
        timeout: (number|bigint|null);
        static encode(message: qdrant.ChangeAliases.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ChangeAliases & qdrant.ChangeAliases.$Shape;
    }
    namespace ChangeAliases {
        interface $Properties {
            actions?: qdrant.AliasOperations.$Properties[];
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          actions?: qdrant.AliasOperations.$Shape[];
          timeout?: number|bigint|null;
        };
    }
    interface IAliasOperations extends qdrant.AliasOperations.$Properties {
    }
    class AliasOperations {
        constructor(properties?: qdrant.AliasOperations.$Properties);
        createAlias: (qdrant.CreateAlias|null);
        renameAlias: (qdrant.RenameAlias|null);
        deleteAlias: (qdrant.DeleteAlias|null);
        action?: ("createAlias"|"renameAlias"|"deleteAlias");
        static encode(message: qdrant.AliasOperations.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.AliasOperations & qdrant.AliasOperations.$Shape;
    }
    namespace AliasOperations {
        interface $Properties {
            createAlias?: (qdrant.CreateAlias.$Properties|null);
            renameAlias?: (qdrant.RenameAlias.$Properties|null);
            deleteAlias?: (qdrant.DeleteAlias.$Properties|null);
            action?: ("createAlias"|"renameAlias"|"deleteAlias");
        }
        type $Shape = {
          createAlias?: qdrant.CreateAlias.$Shape|null;
          renameAlias?: qdrant.RenameAlias.$Shape|null;
          deleteAlias?: qdrant.DeleteAlias.$Shape|null;
        } & (
          ({ action?: undefined; createAlias?: null; renameAlias?: null; deleteAlias?: null }|{ action?: "createAlias"; createAlias: qdrant.CreateAlias.$Shape; renameAlias?: null; deleteAlias?: null }|{ action?: "renameAlias"; createAlias?: null; renameAlias: qdrant.RenameAlias.$Shape; deleteAlias?: null }|{ action?: "deleteAlias"; createAlias?: null; renameAlias?: null; deleteAlias: qdrant.DeleteAlias.$Shape })
        );
    }
    interface ICreateAlias extends qdrant.CreateAlias.$Properties {
    }
    class CreateAlias {
        constructor(properties?: qdrant.CreateAlias.$Properties);
        collectionName: string;
        aliasName: string;
        static encode(message: qdrant.CreateAlias.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CreateAlias & qdrant.CreateAlias.$Shape;
    }
    namespace CreateAlias {
        interface $Properties {
            collectionName?: string;
            aliasName?: string;
        }
        type $Shape = qdrant.CreateAlias.$Properties;
    }
    interface IRenameAlias extends qdrant.RenameAlias.$Properties {
    }
    class RenameAlias {
        constructor(properties?: qdrant.RenameAlias.$Properties);
        oldAliasName: string;
        newAliasName: string;
        static encode(message: qdrant.RenameAlias.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RenameAlias & qdrant.RenameAlias.$Shape;
    }
    namespace RenameAlias {
        interface $Properties {
            oldAliasName?: string;
            newAliasName?: string;
        }
        type $Shape = qdrant.RenameAlias.$Properties;
    }
    interface IDeleteAlias extends qdrant.DeleteAlias.$Properties {
    }
    class DeleteAlias {
        constructor(properties?: qdrant.DeleteAlias.$Properties);
        aliasName: string;
        static encode(message: qdrant.DeleteAlias.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeleteAlias & qdrant.DeleteAlias.$Shape;
    }
    namespace DeleteAlias {
        interface $Properties {
            aliasName?: string;
        }
        type $Shape = qdrant.DeleteAlias.$Properties;
    }
    interface IListAliasesRequest extends qdrant.ListAliasesRequest.$Properties {
    }
    class ListAliasesRequest {
        constructor(properties?: qdrant.ListAliasesRequest.$Properties);
        static encode(message: qdrant.ListAliasesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListAliasesRequest & qdrant.ListAliasesRequest.$Shape;
    }
    namespace ListAliasesRequest {
        interface $Properties {
        }
        type $Shape = qdrant.ListAliasesRequest.$Properties;
    }
    interface IListCollectionAliasesRequest extends qdrant.ListCollectionAliasesRequest.$Properties {
    }
    class ListCollectionAliasesRequest {
        constructor(properties?: qdrant.ListCollectionAliasesRequest.$Properties);
        collectionName: string;
        static encode(message: qdrant.ListCollectionAliasesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListCollectionAliasesRequest & qdrant.ListCollectionAliasesRequest.$Shape;
    }
    namespace ListCollectionAliasesRequest {
        interface $Properties {
            collectionName?: string;
        }
        type $Shape = qdrant.ListCollectionAliasesRequest.$Properties;
    }
    interface IAliasDescription extends qdrant.AliasDescription.$Properties {
    }
    class AliasDescription {
        constructor(properties?: qdrant.AliasDescription.$Properties);
        aliasName: string;
        collectionName: string;
        static encode(message: qdrant.AliasDescription.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.AliasDescription & qdrant.AliasDescription.$Shape;
    }
    namespace AliasDescription {
        interface $Properties {
            aliasName?: string;
            collectionName?: string;
        }
        type $Shape = qdrant.AliasDescription.$Properties;
    }
    interface IListAliasesResponse extends qdrant.ListAliasesResponse.$Properties {
    }
    class ListAliasesResponse {
        constructor(properties?: qdrant.ListAliasesResponse.$Properties);
        aliases: qdrant.AliasDescription[];
        time: number;
        static encode(message: qdrant.ListAliasesResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListAliasesResponse & qdrant.ListAliasesResponse.$Shape;
    }
    namespace ListAliasesResponse {
        interface $Properties {
            aliases?: qdrant.AliasDescription.$Properties[];
            time?: number;
        }
        type $Shape = qdrant.ListAliasesResponse.$Properties;
    }
    interface ICollectionClusterInfoRequest extends qdrant.CollectionClusterInfoRequest.$Properties {
    }
    class CollectionClusterInfoRequest {
        constructor(properties?: qdrant.CollectionClusterInfoRequest.$Properties);
        collectionName: string;
        static encode(message: qdrant.CollectionClusterInfoRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionClusterInfoRequest & qdrant.CollectionClusterInfoRequest.$Shape;
    }
    namespace CollectionClusterInfoRequest {
        interface $Properties {
            collectionName?: string;
        }
        type $Shape = qdrant.CollectionClusterInfoRequest.$Properties;
    }
    interface IShardKey extends qdrant.ShardKey.$Properties {
    }
    class ShardKey {
        constructor(properties?: qdrant.ShardKey.$Properties);
        keyword: (string|null);
        number: (number|bigint|null);
        key?: ("keyword"|"number");
        static encode(message: qdrant.ShardKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ShardKey & qdrant.ShardKey.$Shape;
    }
    namespace ShardKey {
        interface $Properties {
            keyword?: (string|null);
            number?: (number|bigint|null);
            key?: ("keyword"|"number");
        }
        type $Shape = {
          keyword?: string|null;
          number?: number|bigint|null;
        } & (
          ({ key?: undefined; keyword?: null; number?: null }|{ key?: "keyword"; keyword: string; number?: null }|{ key?: "number"; keyword?: null; number: number|bigint })
        );
    }
    interface ILocalShardInfo extends qdrant.LocalShardInfo.$Properties {
    }
    class LocalShardInfo {
        constructor(properties?: qdrant.LocalShardInfo.$Properties);
        shardId: number;
        pointsCount: (number|bigint);
        state: qdrant.ReplicaState;
        shardKey: (qdrant.ShardKey|null);
        static encode(message: qdrant.LocalShardInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.LocalShardInfo & qdrant.LocalShardInfo.$Shape;
    }
    namespace LocalShardInfo {
        interface $Properties {
            shardId?: number;
            pointsCount?: (number|bigint);
            state?: qdrant.ReplicaState;
            shardKey?: (qdrant.ShardKey.$Properties|null);
        }
        type $Shape = {
          shardId?: number;
          pointsCount?: number|bigint;
          state?: qdrant.ReplicaState;
          shardKey?: qdrant.ShardKey.$Shape|null;
        };
    }
    interface IRemoteShardInfo extends qdrant.RemoteShardInfo.$Properties {
    }
    class RemoteShardInfo {
        constructor(properties?: qdrant.RemoteShardInfo.$Properties);
        shardId: number;
        peerId: (number|bigint);
        state: qdrant.ReplicaState;
        shardKey: (qdrant.ShardKey|null);
        static encode(message: qdrant.RemoteShardInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RemoteShardInfo & qdrant.RemoteShardInfo.$Shape;
    }
    namespace RemoteShardInfo {
        interface $Properties {
            shardId?: number;
            peerId?: (number|bigint);
            state?: qdrant.ReplicaState;
            shardKey?: (qdrant.ShardKey.$Properties|null);
        }
        type $Shape = {
          shardId?: number;
          peerId?: number|bigint;
          state?: qdrant.ReplicaState;
          shardKey?: qdrant.ShardKey.$Shape|null;
        };
    }
    interface IShardTransferInfo extends qdrant.ShardTransferInfo.$Properties {
    }
    class ShardTransferInfo {
        constructor(properties?: qdrant.ShardTransferInfo.$Properties);
        shardId: number;
        toShardId: (number|null);
        from: (number|bigint);
        to: (number|bigint);
        sync: boolean;
        static encode(message: qdrant.ShardTransferInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ShardTransferInfo & qdrant.ShardTransferInfo.$Shape;
    }
    namespace ShardTransferInfo {
        interface $Properties {
            shardId?: number;
            toShardId?: (number|null);
            from?: (number|bigint);
            to?: (number|bigint);
            sync?: boolean;
        }
        type $Shape = qdrant.ShardTransferInfo.$Properties;
    }
    interface IReshardingInfo extends qdrant.ReshardingInfo.$Properties {
    }
    class ReshardingInfo {
        constructor(properties?: qdrant.ReshardingInfo.$Properties);
        shardId: number;
        peerId: (number|bigint);
        shardKey: (qdrant.ShardKey|null);
        direction: qdrant.ReshardingDirection;
        static encode(message: qdrant.ReshardingInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ReshardingInfo & qdrant.ReshardingInfo.$Shape;
    }
    namespace ReshardingInfo {
        interface $Properties {
            shardId?: number;
            peerId?: (number|bigint);
            shardKey?: (qdrant.ShardKey.$Properties|null);
            direction?: qdrant.ReshardingDirection;
        }
        type $Shape = {
          shardId?: number;
          peerId?: number|bigint;
          shardKey?: qdrant.ShardKey.$Shape|null;
          direction?: qdrant.ReshardingDirection;
        };
    }
    interface ICollectionClusterInfoResponse extends qdrant.CollectionClusterInfoResponse.$Properties {
    }
    class CollectionClusterInfoResponse {
        constructor(properties?: qdrant.CollectionClusterInfoResponse.$Properties);
        peerId: (number|bigint);
        shardCount: (number|bigint);
        localShards: qdrant.LocalShardInfo[];
        remoteShards: qdrant.RemoteShardInfo[];
        shardTransfers: qdrant.ShardTransferInfo[];
        reshardingOperations: qdrant.ReshardingInfo[];
        time: number;
        static encode(message: qdrant.CollectionClusterInfoResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CollectionClusterInfoResponse & qdrant.CollectionClusterInfoResponse.$Shape;
    }
    namespace CollectionClusterInfoResponse {
        interface $Properties {
            peerId?: (number|bigint);
            shardCount?: (number|bigint);
            localShards?: qdrant.LocalShardInfo.$Properties[];
            remoteShards?: qdrant.RemoteShardInfo.$Properties[];
            shardTransfers?: qdrant.ShardTransferInfo.$Properties[];
            reshardingOperations?: qdrant.ReshardingInfo.$Properties[];
            time?: number;
        }
        type $Shape = {
          peerId?: number|bigint;
          shardCount?: number|bigint;
          localShards?: qdrant.LocalShardInfo.$Shape[];
          remoteShards?: qdrant.RemoteShardInfo.$Shape[];
          shardTransfers?: qdrant.ShardTransferInfo.$Shape[];
          reshardingOperations?: qdrant.ReshardingInfo.$Shape[];
          time?: number;
        };
    }
    interface IMoveShard extends qdrant.MoveShard.$Properties {
    }
    class MoveShard {
        constructor(properties?: qdrant.MoveShard.$Properties);
        shardId: number;
        toShardId: (number|null);
        fromPeerId: (number|bigint);
        toPeerId: (number|bigint);
        method: (qdrant.ShardTransferMethod|null);
        static encode(message: qdrant.MoveShard.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.MoveShard & qdrant.MoveShard.$Shape;
    }
    namespace MoveShard {
        interface $Properties {
            shardId?: number;
            toShardId?: (number|null);
            fromPeerId?: (number|bigint);
            toPeerId?: (number|bigint);
            method?: (qdrant.ShardTransferMethod|null);
        }
        type $Shape = qdrant.MoveShard.$Properties;
    }
    interface IReplicateShard extends qdrant.ReplicateShard.$Properties {
    }
    class ReplicateShard {
        constructor(properties?: qdrant.ReplicateShard.$Properties);
        shardId: number;
        toShardId: (number|null);
        fromPeerId: (number|bigint);
        toPeerId: (number|bigint);
        method: (qdrant.ShardTransferMethod|null);
        static encode(message: qdrant.ReplicateShard.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ReplicateShard & qdrant.ReplicateShard.$Shape;
    }
    namespace ReplicateShard {
        interface $Properties {
            shardId?: number;
            toShardId?: (number|null);
            fromPeerId?: (number|bigint);
            toPeerId?: (number|bigint);
            method?: (qdrant.ShardTransferMethod|null);
        }
        type $Shape = qdrant.ReplicateShard.$Properties;
    }
    interface IAbortShardTransfer extends qdrant.AbortShardTransfer.$Properties {
    }
    class AbortShardTransfer {
        constructor(properties?: qdrant.AbortShardTransfer.$Properties);
        shardId: number;
        toShardId: (number|null);
        fromPeerId: (number|bigint);
        toPeerId: (number|bigint);
        static encode(message: qdrant.AbortShardTransfer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.AbortShardTransfer & qdrant.AbortShardTransfer.$Shape;
    }
    namespace AbortShardTransfer {
        interface $Properties {
            shardId?: number;
            toShardId?: (number|null);
            fromPeerId?: (number|bigint);
            toPeerId?: (number|bigint);
        }
        type $Shape = qdrant.AbortShardTransfer.$Properties;
    }
    interface IRestartTransfer extends qdrant.RestartTransfer.$Properties {
    }
    class RestartTransfer {
        constructor(properties?: qdrant.RestartTransfer.$Properties);
        shardId: number;
        toShardId: (number|null);
        fromPeerId: (number|bigint);
        toPeerId: (number|bigint);
        method: qdrant.ShardTransferMethod;
        static encode(message: qdrant.RestartTransfer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RestartTransfer & qdrant.RestartTransfer.$Shape;
    }
    namespace RestartTransfer {
        interface $Properties {
            shardId?: number;
            toShardId?: (number|null);
            fromPeerId?: (number|bigint);
            toPeerId?: (number|bigint);
            method?: qdrant.ShardTransferMethod;
        }
        type $Shape = qdrant.RestartTransfer.$Properties;
    }
    interface IReplicatePoints extends qdrant.ReplicatePoints.$Properties {
    }
    class ReplicatePoints {
        constructor(properties?: qdrant.ReplicatePoints.$Properties);
        fromShardKey: qdrant.ShardKey;
        toShardKey: qdrant.ShardKey;
        filter: (qdrant.Filter|null);
        static encode(message: qdrant.ReplicatePoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ReplicatePoints & qdrant.ReplicatePoints.$Shape;
    }
    namespace ReplicatePoints {
        interface $Properties {
            fromShardKey?: qdrant.ShardKey.$Properties;
            toShardKey?: qdrant.ShardKey.$Properties;
            filter?: (qdrant.Filter.$Properties|null);
        }
        type $Shape = {
          fromShardKey?: qdrant.ShardKey.$Shape;
          toShardKey?: qdrant.ShardKey.$Shape;
          filter?: qdrant.Filter.$Shape|null;
        };
    }
    interface IReplica extends qdrant.Replica.$Properties {
    }
    class Replica {
        constructor(properties?: qdrant.Replica.$Properties);
        shardId: number;
        peerId: (number|bigint);
        static encode(message: qdrant.Replica.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Replica & qdrant.Replica.$Shape;
    }
    namespace Replica {
        interface $Properties {
            shardId?: number;
            peerId?: (number|bigint);
        }
        type $Shape = qdrant.Replica.$Properties;
    }
    interface ICreateShardKey extends qdrant.CreateShardKey.$Properties {
    }
    class CreateShardKey {
        constructor(properties?: qdrant.CreateShardKey.$Properties);
        shardKey: qdrant.ShardKey;
        shardsNumber: (number|null);
        replicationFactor: (number|null);
        placement: (number|bigint)[];
        initialState: (qdrant.ReplicaState|null);
        static encode(message: qdrant.CreateShardKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CreateShardKey & qdrant.CreateShardKey.$Shape;
    }
    namespace CreateShardKey {
        interface $Properties {
            shardKey?: qdrant.ShardKey.$Properties;
            shardsNumber?: (number|null);
            replicationFactor?: (number|null);
            placement?: (number|bigint)[];
            initialState?: (qdrant.ReplicaState|null);
        }
        type $Shape = {
          shardKey?: qdrant.ShardKey.$Shape;
          shardsNumber?: number|null;
          replicationFactor?: number|null;
          placement?: (number|bigint)[];
          initialState?: qdrant.ReplicaState|null;
        };
    }
    interface IDeleteShardKey extends qdrant.DeleteShardKey.$Properties {
    }
    class DeleteShardKey {
        constructor(properties?: qdrant.DeleteShardKey.$Properties);
        shardKey: qdrant.ShardKey;
        static encode(message: qdrant.DeleteShardKey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeleteShardKey & qdrant.DeleteShardKey.$Shape;
    }
    namespace DeleteShardKey {
        interface $Properties {
            shardKey?: qdrant.ShardKey.$Properties;
        }
        type $Shape = {
          shardKey?: qdrant.ShardKey.$Shape;
        };
    }
    interface IUpdateCollectionClusterSetupRequest extends qdrant.UpdateCollectionClusterSetupRequest.$Properties {
    }
    class UpdateCollectionClusterSetupRequest {
        constructor(properties?: qdrant.UpdateCollectionClusterSetupRequest.$Properties);
        collectionName: string;
        moveShard: (qdrant.MoveShard|null);
        replicateShard: (qdrant.ReplicateShard|null);
        abortTransfer: (qdrant.AbortShardTransfer|null);
        dropReplica: (qdrant.Replica|null);
        createShardKey: (qdrant.CreateShardKey|null);
        deleteShardKey: (qdrant.DeleteShardKey|null);
        restartTransfer: (qdrant.RestartTransfer|null);
        replicatePoints: (qdrant.ReplicatePoints|null);
        timeout: (number|bigint|null);
        operation?: ("moveShard"|"replicateShard"|"abortTransfer"|"dropReplica"|"createShardKey"|"deleteShardKey"|"restartTransfer"|"replicatePoints");
        static encode(message: qdrant.UpdateCollectionClusterSetupRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.UpdateCollectionClusterSetupRequest & qdrant.UpdateCollectionClusterSetupRequest.$Shape;
    }
    namespace UpdateCollectionClusterSetupRequest {
        interface $Properties {
            collectionName?: string;
            moveShard?: (qdrant.MoveShard.$Properties|null);
            replicateShard?: (qdrant.ReplicateShard.$Properties|null);
            abortTransfer?: (qdrant.AbortShardTransfer.$Properties|null);
            dropReplica?: (qdrant.Replica.$Properties|null);
            createShardKey?: (qdrant.CreateShardKey.$Properties|null);
            deleteShardKey?: (qdrant.DeleteShardKey.$Properties|null);
            restartTransfer?: (qdrant.RestartTransfer.$Properties|null);
            replicatePoints?: (qdrant.ReplicatePoints.$Properties|null);
            timeout?: (number|bigint|null);
            operation?: ("moveShard"|"replicateShard"|"abortTransfer"|"dropReplica"|"createShardKey"|"deleteShardKey"|"restartTransfer"|"replicatePoints");
        }
        type $Shape = {
          collectionName?: string;
          moveShard?: qdrant.MoveShard.$Shape|null;
          replicateShard?: qdrant.ReplicateShard.$Shape|null;
          abortTransfer?: qdrant.AbortShardTransfer.$Shape|null;
          dropReplica?: qdrant.Replica.$Shape|null;
          createShardKey?: qdrant.CreateShardKey.$Shape|null;
          deleteShardKey?: qdrant.DeleteShardKey.$Shape|null;
          restartTransfer?: qdrant.RestartTransfer.$Shape|null;
          replicatePoints?: qdrant.ReplicatePoints.$Shape|null;
          timeout?: number|bigint|null;
        } & (
          ({ operation?: undefined; moveShard?: null; replicateShard?: null; abortTransfer?: null; dropReplica?: null; createShardKey?: null; deleteShardKey?: null; restartTransfer?: null; replicatePoints?: null }|{ operation?: "moveShard"; moveShard: qdrant.MoveShard.$Shape; replicateShard?: null; abortTransfer?: null; dropReplica?: null; createShardKey?: null; deleteShardKey?: null; restartTransfer?: null; replicatePoints?: null }|{ operation?: "replicateShard"; moveShard?: null; replicateShard: qdrant.ReplicateShard.$Shape; abortTransfer?: null; dropReplica?: null; createShardKey?: null; deleteShardKey?: null; restartTransfer?: null; replicatePoints?: null }|{ operation?: "abortTransfer"; moveShard?: null; replicateShard?: null; abortTransfer: qdrant.AbortShardTransfer.$Shape; dropReplica?: null; createShardKey?: null; deleteShardKey?: null; restartTransfer?: null; replicatePoints?: null }|{ operation?: "dropReplica"; moveShard?: null; replicateShard?: null; abortTransfer?: null; dropReplica: qdrant.Replica.$Shape; createShardKey?: null; deleteShardKey?: null; restartTransfer?: null; replicatePoints?: null }|{ operation?: "createShardKey"; moveShard?: null; replicateShard?: null; abortTransfer?: null; dropReplica?: null; createShardKey: qdrant.CreateShardKey.$Shape; deleteShardKey?: null; restartTransfer?: null; replicatePoints?: null }|{ operation?: "deleteShardKey"; moveShard?: null; replicateShard?: null; abortTransfer?: null; dropReplica?: null; createShardKey?: null; deleteShardKey: qdrant.DeleteShardKey.$Shape; restartTransfer?: null; replicatePoints?: null }|{ operation?: "restartTransfer"; moveShard?: null; replicateShard?: null; abortTransfer?: null; dropReplica?: null; createShardKey?: null; deleteShardKey?: null; restartTransfer: qdrant.RestartTransfer.$Shape; replicatePoints?: null }|{ operation?: "replicatePoints"; moveShard?: null; replicateShard?: null; abortTransfer?: null; dropReplica?: null; createShardKey?: null; deleteShardKey?: null; restartTransfer?: null; replicatePoints: qdrant.ReplicatePoints.$Shape })
        );
    }
    interface IUpdateCollectionClusterSetupResponse extends qdrant.UpdateCollectionClusterSetupResponse.$Properties {
    }
    class UpdateCollectionClusterSetupResponse {
        constructor(properties?: qdrant.UpdateCollectionClusterSetupResponse.$Properties);
        result: boolean;
        time: number;
        static encode(message: qdrant.UpdateCollectionClusterSetupResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.UpdateCollectionClusterSetupResponse & qdrant.UpdateCollectionClusterSetupResponse.$Shape;
    }
    namespace UpdateCollectionClusterSetupResponse {
        interface $Properties {
            result?: boolean;
            time?: number;
        }
        type $Shape = qdrant.UpdateCollectionClusterSetupResponse.$Properties;
    }
    interface ICreateShardKeyRequest extends qdrant.CreateShardKeyRequest.$Properties {
    }
    class CreateShardKeyRequest {
        constructor(properties?: qdrant.CreateShardKeyRequest.$Properties);
        collectionName: string;
        request: qdrant.CreateShardKey;
        timeout: (number|bigint|null);
        static encode(message: qdrant.CreateShardKeyRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CreateShardKeyRequest & qdrant.CreateShardKeyRequest.$Shape;
    }
    namespace CreateShardKeyRequest {
        interface $Properties {
            collectionName?: string;
            request?: qdrant.CreateShardKey.$Properties;
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          request?: qdrant.CreateShardKey.$Shape;
          timeout?: number|bigint|null;
        };
    }
    interface IDeleteShardKeyRequest extends qdrant.DeleteShardKeyRequest.$Properties {
    }
    class DeleteShardKeyRequest {
        constructor(properties?: qdrant.DeleteShardKeyRequest.$Properties);
        collectionName: string;
        request: qdrant.DeleteShardKey;
        timeout: (number|bigint|null);
        static encode(message: qdrant.DeleteShardKeyRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeleteShardKeyRequest & qdrant.DeleteShardKeyRequest.$Shape;
    }
    namespace DeleteShardKeyRequest {
        interface $Properties {
            collectionName?: string;
            request?: qdrant.DeleteShardKey.$Properties;
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          request?: qdrant.DeleteShardKey.$Shape;
          timeout?: number|bigint|null;
        };
    }
    interface IListShardKeysRequest extends qdrant.ListShardKeysRequest.$Properties {
    }
    class ListShardKeysRequest {
        constructor(properties?: qdrant.ListShardKeysRequest.$Properties);
        collectionName: string;
        static encode(message: qdrant.ListShardKeysRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListShardKeysRequest & qdrant.ListShardKeysRequest.$Shape;
    }
    namespace ListShardKeysRequest {
        interface $Properties {
            collectionName?: string;
        }
        type $Shape = qdrant.ListShardKeysRequest.$Properties;
    }
    interface ICreateShardKeyResponse extends qdrant.CreateShardKeyResponse.$Properties {
    }
    class CreateShardKeyResponse {
        constructor(properties?: qdrant.CreateShardKeyResponse.$Properties);
        result: boolean;
        time: number;
        static encode(message: qdrant.CreateShardKeyResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CreateShardKeyResponse & qdrant.CreateShardKeyResponse.$Shape;
    }
    namespace CreateShardKeyResponse {
        interface $Properties {
            result?: boolean;
            time?: number;
        }
        type $Shape = qdrant.CreateShardKeyResponse.$Properties;
    }
    interface IDeleteShardKeyResponse extends qdrant.DeleteShardKeyResponse.$Properties {
    }
    class DeleteShardKeyResponse {
        constructor(properties?: qdrant.DeleteShardKeyResponse.$Properties);
        result: boolean;
        time: number;
        static encode(message: qdrant.DeleteShardKeyResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeleteShardKeyResponse & qdrant.DeleteShardKeyResponse.$Shape;
    }
    namespace DeleteShardKeyResponse {
        interface $Properties {
            result?: boolean;
            time?: number;
        }
        type $Shape = qdrant.DeleteShardKeyResponse.$Properties;
    }
    interface IShardKeyDescription extends qdrant.ShardKeyDescription.$Properties {
    }
    class ShardKeyDescription {
        constructor(properties?: qdrant.ShardKeyDescription.$Properties);
        key: qdrant.ShardKey;
        static encode(message: qdrant.ShardKeyDescription.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ShardKeyDescription & qdrant.ShardKeyDescription.$Shape;
    }
    namespace ShardKeyDescription {
        interface $Properties {
            key?: qdrant.ShardKey.$Properties;
        }
        type $Shape = {
          key?: qdrant.ShardKey.$Shape;
        };
    }
    interface IListShardKeysResponse extends qdrant.ListShardKeysResponse.$Properties {
    }
    class ListShardKeysResponse {
        constructor(properties?: qdrant.ListShardKeysResponse.$Properties);
        shardKeys: qdrant.ShardKeyDescription[];
        time: number;
        static encode(message: qdrant.ListShardKeysResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListShardKeysResponse & qdrant.ListShardKeysResponse.$Shape;
    }
    namespace ListShardKeysResponse {
        interface $Properties {
            shardKeys?: qdrant.ShardKeyDescription.$Properties[];
            time?: number;
        }
        type $Shape = {
          shardKeys?: qdrant.ShardKeyDescription.$Shape[];
          time?: number;
        };
    }
    enum NullValue {
        NULL_VALUE = 0
    }
    interface IStruct extends qdrant.Struct.$Properties {
    }
    class Struct {
        constructor(properties?: qdrant.Struct.$Properties);
        fields: { [k: string]: qdrant.Value };
        static encode(message: qdrant.Struct.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Struct & qdrant.Struct.$Shape;
    }
    namespace Struct {
        interface $Properties {
            fields?: { [k: string]: qdrant.Value.$Properties };
        }
        type $Shape = {
          fields?: { [k: string]: qdrant.Value.$Shape };
        };
    }
    interface IValue extends qdrant.Value.$Properties {
    }
    class Value {
        constructor(properties?: qdrant.Value.$Properties);
        nullValue: (qdrant.NullValue|null);
        doubleValue: (number|null);
        integerValue: (number|bigint|null);
        stringValue: (string|null);
        boolValue: (boolean|null);
        structValue: (qdrant.Struct|null);
        listValue: (qdrant.ListValue|null);
        kind?: ("nullValue"|"doubleValue"|"integerValue"|"stringValue"|"boolValue"|"structValue"|"listValue");
        static encode(message: qdrant.Value.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Value & qdrant.Value.$Shape;
    }
    namespace Value {
        interface $Properties {
            nullValue?: (qdrant.NullValue|null);
            doubleValue?: (number|null);
            integerValue?: (number|bigint|null);
            stringValue?: (string|null);
            boolValue?: (boolean|null);
            structValue?: (qdrant.Struct.$Properties|null);
            listValue?: (qdrant.ListValue.$Properties|null);
            kind?: ("nullValue"|"doubleValue"|"integerValue"|"stringValue"|"boolValue"|"structValue"|"listValue");
        }
        type $Shape = {
          nullValue?: qdrant.NullValue|null;
          doubleValue?: number|null;
          integerValue?: number|bigint|null;
          stringValue?: string|null;
          boolValue?: boolean|null;
          structValue?: qdrant.Struct.$Shape|null;
          listValue?: qdrant.ListValue.$Shape|null;
        } & (
          ({ kind?: undefined; nullValue?: null; doubleValue?: null; integerValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "nullValue"; nullValue: qdrant.NullValue; doubleValue?: null; integerValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "doubleValue"; nullValue?: null; doubleValue: number; integerValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "integerValue"; nullValue?: null; doubleValue?: null; integerValue: number|bigint; stringValue?: null; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "stringValue"; nullValue?: null; doubleValue?: null; integerValue?: null; stringValue: string; boolValue?: null; structValue?: null; listValue?: null }|{ kind?: "boolValue"; nullValue?: null; doubleValue?: null; integerValue?: null; stringValue?: null; boolValue: boolean; structValue?: null; listValue?: null }|{ kind?: "structValue"; nullValue?: null; doubleValue?: null; integerValue?: null; stringValue?: null; boolValue?: null; structValue: qdrant.Struct.$Shape; listValue?: null }|{ kind?: "listValue"; nullValue?: null; doubleValue?: null; integerValue?: null; stringValue?: null; boolValue?: null; structValue?: null; listValue: qdrant.ListValue.$Shape })
        );
    }
    interface IListValue extends qdrant.ListValue.$Properties {
    }
    class ListValue {
        constructor(properties?: qdrant.ListValue.$Properties);
        values: qdrant.Value[];
        static encode(message: qdrant.ListValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListValue & qdrant.ListValue.$Shape;
    }
    namespace ListValue {
        interface $Properties {
            values?: qdrant.Value.$Properties[];
        }
        type $Shape = {
          values?: qdrant.Value.$Shape[];
        };
    }
    interface IPointId extends qdrant.PointId.$Properties {
    }
    class PointId {
        constructor(properties?: qdrant.PointId.$Properties);
        num: (number|bigint|null);
        uuid: (string|null);
        pointIdOptions?: ("num"|"uuid");
        static encode(message: qdrant.PointId.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointId & qdrant.PointId.$Shape;
    }
    namespace PointId {
        interface $Properties {
            num?: (number|bigint|null);
            uuid?: (string|null);
            pointIdOptions?: ("num"|"uuid");
        }
        type $Shape = {
          num?: number|bigint|null;
          uuid?: string|null;
        } & (
          ({ pointIdOptions?: undefined; num?: null; uuid?: null }|{ pointIdOptions?: "num"; num: number|bigint; uuid?: null }|{ pointIdOptions?: "uuid"; num?: null; uuid: string })
        );
    }
    interface IGeoPoint extends qdrant.GeoPoint.$Properties {
    }
    class GeoPoint {
        constructor(properties?: qdrant.GeoPoint.$Properties);
        lon: number;
        lat: number;
        static encode(message: qdrant.GeoPoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GeoPoint & qdrant.GeoPoint.$Shape;
    }
    namespace GeoPoint {
        interface $Properties {
            lon?: number;
            lat?: number;
        }
        type $Shape = qdrant.GeoPoint.$Properties;
    }
    interface IFilter extends qdrant.Filter.$Properties {
    }
    class Filter {
        constructor(properties?: qdrant.Filter.$Properties);
        should: qdrant.Condition[];
        must: qdrant.Condition[];
        mustNot: qdrant.Condition[];
        minShould: (qdrant.MinShould|null);
        static encode(message: qdrant.Filter.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Filter & qdrant.Filter.$Shape;
    }
    namespace Filter {
        interface $Properties {
            should?: qdrant.Condition.$Properties[];
            must?: qdrant.Condition.$Properties[];
            mustNot?: qdrant.Condition.$Properties[];
            minShould?: (qdrant.MinShould.$Properties|null);
        }
        type $Shape = {
          should?: qdrant.Condition.$Shape[];
          must?: qdrant.Condition.$Shape[];
          mustNot?: qdrant.Condition.$Shape[];
          minShould?: qdrant.MinShould.$Shape|null;
        };
    }
    interface IMinShould extends qdrant.MinShould.$Properties {
    }
    class MinShould {
        constructor(properties?: qdrant.MinShould.$Properties);
        conditions: qdrant.Condition[];
        minCount: (number|bigint);
        static encode(message: qdrant.MinShould.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.MinShould & qdrant.MinShould.$Shape;
    }
    namespace MinShould {
        interface $Properties {
            conditions?: qdrant.Condition.$Properties[];
            minCount?: (number|bigint);
        }
        type $Shape = {
          conditions?: qdrant.Condition.$Shape[];
          minCount?: number|bigint;
        };
    }
    interface ICondition extends qdrant.Condition.$Properties {
    }
    class Condition {
        constructor(properties?: qdrant.Condition.$Properties);
        field: (qdrant.FieldCondition|null);
        isEmpty: (qdrant.IsEmptyCondition|null);
        hasId: (qdrant.HasIdCondition|null);
        filter: (qdrant.Filter|null);
        isNull: (qdrant.IsNullCondition|null);
        nested: (qdrant.NestedCondition|null);
        hasVector: (qdrant.HasVectorCondition|null);
        slice: (qdrant.SliceCondition|null);
        conditionOneOf?: ("field"|"isEmpty"|"hasId"|"filter"|"isNull"|"nested"|"hasVector"|"slice");
        static encode(message: qdrant.Condition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Condition & qdrant.Condition.$Shape;
    }
    namespace Condition {
        interface $Properties {
            field?: (qdrant.FieldCondition.$Properties|null);
            isEmpty?: (qdrant.IsEmptyCondition.$Properties|null);
            hasId?: (qdrant.HasIdCondition.$Properties|null);
            filter?: (qdrant.Filter.$Properties|null);
            isNull?: (qdrant.IsNullCondition.$Properties|null);
            nested?: (qdrant.NestedCondition.$Properties|null);
            hasVector?: (qdrant.HasVectorCondition.$Properties|null);
            slice?: (qdrant.SliceCondition.$Properties|null);
            conditionOneOf?: ("field"|"isEmpty"|"hasId"|"filter"|"isNull"|"nested"|"hasVector"|"slice");
        }
        type $Shape = {
          field?: qdrant.FieldCondition.$Shape|null;
          isEmpty?: qdrant.IsEmptyCondition.$Shape|null;
          hasId?: qdrant.HasIdCondition.$Shape|null;
          filter?: qdrant.Filter.$Shape|null;
          isNull?: qdrant.IsNullCondition.$Shape|null;
          nested?: qdrant.NestedCondition.$Shape|null;
          hasVector?: qdrant.HasVectorCondition.$Shape|null;
          slice?: qdrant.SliceCondition.$Shape|null;
        } & (
          ({ conditionOneOf?: undefined; field?: null; isEmpty?: null; hasId?: null; filter?: null; isNull?: null; nested?: null; hasVector?: null; slice?: null }|{ conditionOneOf?: "field"; field: qdrant.FieldCondition.$Shape; isEmpty?: null; hasId?: null; filter?: null; isNull?: null; nested?: null; hasVector?: null; slice?: null }|{ conditionOneOf?: "isEmpty"; field?: null; isEmpty: qdrant.IsEmptyCondition.$Shape; hasId?: null; filter?: null; isNull?: null; nested?: null; hasVector?: null; slice?: null }|{ conditionOneOf?: "hasId"; field?: null; isEmpty?: null; hasId: qdrant.HasIdCondition.$Shape; filter?: null; isNull?: null; nested?: null; hasVector?: null; slice?: null }|{ conditionOneOf?: "filter"; field?: null; isEmpty?: null; hasId?: null; filter: qdrant.Filter.$Shape; isNull?: null; nested?: null; hasVector?: null; slice?: null }|{ conditionOneOf?: "isNull"; field?: null; isEmpty?: null; hasId?: null; filter?: null; isNull: qdrant.IsNullCondition.$Shape; nested?: null; hasVector?: null; slice?: null }|{ conditionOneOf?: "nested"; field?: null; isEmpty?: null; hasId?: null; filter?: null; isNull?: null; nested: qdrant.NestedCondition.$Shape; hasVector?: null; slice?: null }|{ conditionOneOf?: "hasVector"; field?: null; isEmpty?: null; hasId?: null; filter?: null; isNull?: null; nested?: null; hasVector: qdrant.HasVectorCondition.$Shape; slice?: null }|{ conditionOneOf?: "slice"; field?: null; isEmpty?: null; hasId?: null; filter?: null; isNull?: null; nested?: null; hasVector?: null; slice: qdrant.SliceCondition.$Shape })
        );
    }
    interface IIsEmptyCondition extends qdrant.IsEmptyCondition.$Properties {
    }
    class IsEmptyCondition {
        constructor(properties?: qdrant.IsEmptyCondition.$Properties);
        key: string;
        static encode(message: qdrant.IsEmptyCondition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.IsEmptyCondition & qdrant.IsEmptyCondition.$Shape;
    }
    namespace IsEmptyCondition {
        interface $Properties {
            key?: string;
        }
        type $Shape = qdrant.IsEmptyCondition.$Properties;
    }
    interface IIsNullCondition extends qdrant.IsNullCondition.$Properties {
    }
    class IsNullCondition {
        constructor(properties?: qdrant.IsNullCondition.$Properties);
        key: string;
        static encode(message: qdrant.IsNullCondition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.IsNullCondition & qdrant.IsNullCondition.$Shape;
    }
    namespace IsNullCondition {
        interface $Properties {
            key?: string;
        }
        type $Shape = qdrant.IsNullCondition.$Properties;
    }
    interface IHasIdCondition extends qdrant.HasIdCondition.$Properties {
    }
    class HasIdCondition {
        constructor(properties?: qdrant.HasIdCondition.$Properties);
        hasId: qdrant.PointId[];
        static encode(message: qdrant.HasIdCondition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.HasIdCondition & qdrant.HasIdCondition.$Shape;
    }
    namespace HasIdCondition {
        interface $Properties {
            hasId?: qdrant.PointId.$Properties[];
        }
        type $Shape = {
          hasId?: qdrant.PointId.$Shape[];
        };
    }
    interface IHasVectorCondition extends qdrant.HasVectorCondition.$Properties {
    }
    class HasVectorCondition {
        constructor(properties?: qdrant.HasVectorCondition.$Properties);
        hasVector: string;
        static encode(message: qdrant.HasVectorCondition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.HasVectorCondition & qdrant.HasVectorCondition.$Shape;
    }
    namespace HasVectorCondition {
        interface $Properties {
            hasVector?: string;
        }
        type $Shape = qdrant.HasVectorCondition.$Properties;
    }
    interface ISliceCondition extends qdrant.SliceCondition.$Properties {
    }
    class SliceCondition {
        constructor(properties?: qdrant.SliceCondition.$Properties);
        total: number;
        index: number;
        static encode(message: qdrant.SliceCondition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SliceCondition & qdrant.SliceCondition.$Shape;
    }
    namespace SliceCondition {
        interface $Properties {
            total?: number;
            index?: number;
        }
        type $Shape = qdrant.SliceCondition.$Properties;
    }
    interface INestedCondition extends qdrant.NestedCondition.$Properties {
    }
    class NestedCondition {
        constructor(properties?: qdrant.NestedCondition.$Properties);
        key: string;
        filter: qdrant.Filter;
        static encode(message: qdrant.NestedCondition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.NestedCondition & qdrant.NestedCondition.$Shape;
    }
    namespace NestedCondition {
        interface $Properties {
            key?: string;
            filter?: qdrant.Filter.$Properties;
        }
        type $Shape = {
          key?: string;
          filter?: qdrant.Filter.$Shape;
        };
    }
    interface IFieldCondition extends qdrant.FieldCondition.$Properties {
    }
    class FieldCondition {
        constructor(properties?: qdrant.FieldCondition.$Properties);
        key: string;
        match: qdrant.Match;
        range: qdrant.Range;
        geoBoundingBox: qdrant.GeoBoundingBox;
        geoRadius: qdrant.GeoRadius;
        valuesCount: qdrant.ValuesCount;
        geoPolygon: qdrant.GeoPolygon;
        datetimeRange: qdrant.DatetimeRange;
        isEmpty: (boolean|null);
        isNull: (boolean|null);
        static encode(message: qdrant.FieldCondition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.FieldCondition & qdrant.FieldCondition.$Shape;
    }
    namespace FieldCondition {
        interface $Properties {
            key?: string;
            match?: qdrant.Match.$Properties;
            range?: qdrant.Range.$Properties;
            geoBoundingBox?: qdrant.GeoBoundingBox.$Properties;
            geoRadius?: qdrant.GeoRadius.$Properties;
            valuesCount?: qdrant.ValuesCount.$Properties;
            geoPolygon?: qdrant.GeoPolygon.$Properties;
            datetimeRange?: qdrant.DatetimeRange.$Properties;
            isEmpty?: (boolean|null);
            isNull?: (boolean|null);
        }
        type $Shape = {
          key?: string;
          match?: qdrant.Match.$Shape;
          range?: qdrant.Range.$Shape;
          geoBoundingBox?: qdrant.GeoBoundingBox.$Shape;
          geoRadius?: qdrant.GeoRadius.$Shape;
          valuesCount?: qdrant.ValuesCount.$Shape;
          geoPolygon?: qdrant.GeoPolygon.$Shape;
          datetimeRange?: qdrant.DatetimeRange.$Shape;
          isEmpty?: boolean|null;
          isNull?: boolean|null;
        };
    }
    interface IMatch extends qdrant.Match.$Properties {
    }
    class Match {
        constructor(properties?: qdrant.Match.$Properties);
        keyword: (string|null);
        integer: (number|bigint|null);
        boolean: (boolean|null);
        text: (string|null);
        keywords: (qdrant.RepeatedStrings|null);
        integers: (qdrant.RepeatedIntegers|null);
        exceptIntegers: (qdrant.RepeatedIntegers|null);
        exceptKeywords: (qdrant.RepeatedStrings|null);
        phrase: (string|null);
        textAny: (string|null);
        prefix: (string|null);
        matchValue?: ("keyword"|"integer"|"boolean"|"text"|"keywords"|"integers"|"exceptIntegers"|"exceptKeywords"|"phrase"|"textAny"|"prefix");
        static encode(message: qdrant.Match.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Match & qdrant.Match.$Shape;
    }
    namespace Match {
        interface $Properties {
            keyword?: (string|null);
            integer?: (number|bigint|null);
            boolean?: (boolean|null);
            text?: (string|null);
            keywords?: (qdrant.RepeatedStrings.$Properties|null);
            integers?: (qdrant.RepeatedIntegers.$Properties|null);
            exceptIntegers?: (qdrant.RepeatedIntegers.$Properties|null);
            exceptKeywords?: (qdrant.RepeatedStrings.$Properties|null);
            phrase?: (string|null);
            textAny?: (string|null);
            prefix?: (string|null);
            matchValue?: ("keyword"|"integer"|"boolean"|"text"|"keywords"|"integers"|"exceptIntegers"|"exceptKeywords"|"phrase"|"textAny"|"prefix");
        }
        type $Shape = {
          keyword?: string|null;
          integer?: number|bigint|null;
          boolean?: boolean|null;
          text?: string|null;
          keywords?: qdrant.RepeatedStrings.$Shape|null;
          integers?: qdrant.RepeatedIntegers.$Shape|null;
          exceptIntegers?: qdrant.RepeatedIntegers.$Shape|null;
          exceptKeywords?: qdrant.RepeatedStrings.$Shape|null;
          phrase?: string|null;
          textAny?: string|null;
          prefix?: string|null;
        } & (
          ({ matchValue?: undefined; keyword?: null; integer?: null; boolean?: null; text?: null; keywords?: null; integers?: null; exceptIntegers?: null; exceptKeywords?: null; phrase?: null; textAny?: null; prefix?: null }|{ matchValue?: "keyword"; keyword: string; integer?: null; boolean?: null; text?: null; keywords?: null; integers?: null; exceptIntegers?: null; exceptKeywords?: null; phrase?: null; textAny?: null; prefix?: null }|{ matchValue?: "integer"; keyword?: null; integer: number|bigint; boolean?: null; text?: null; keywords?: null; integers?: null; exceptIntegers?: null; exceptKeywords?: null; phrase?: null; textAny?: null; prefix?: null }|{ matchValue?: "boolean"; keyword?: null; integer?: null; boolean: boolean; text?: null; keywords?: null; integers?: null; exceptIntegers?: null; exceptKeywords?: null; phrase?: null; textAny?: null; prefix?: null }|{ matchValue?: "text"; keyword?: null; integer?: null; boolean?: null; text: string; keywords?: null; integers?: null; exceptIntegers?: null; exceptKeywords?: null; phrase?: null; textAny?: null; prefix?: null }|{ matchValue?: "keywords"; keyword?: null; integer?: null; boolean?: null; text?: null; keywords: qdrant.RepeatedStrings.$Shape; integers?: null; exceptIntegers?: null; exceptKeywords?: null; phrase?: null; textAny?: null; prefix?: null }|{ matchValue?: "integers"; keyword?: null; integer?: null; boolean?: null; text?: null; keywords?: null; integers: qdrant.RepeatedIntegers.$Shape; exceptIntegers?: null; exceptKeywords?: null; phrase?: null; textAny?: null; prefix?: null }|{ matchValue?: "exceptIntegers"; keyword?: null; integer?: null; boolean?: null; text?: null; keywords?: null; integers?: null; exceptIntegers: qdrant.RepeatedIntegers.$Shape; exceptKeywords?: null; phrase?: null; textAny?: null; prefix?: null }|{ matchValue?: "exceptKeywords"; keyword?: null; integer?: null; boolean?: null; text?: null; keywords?: null; integers?: null; exceptIntegers?: null; exceptKeywords: qdrant.RepeatedStrings.$Shape; phrase?: null; textAny?: null; prefix?: null }|{ matchValue?: "phrase"; keyword?: null; integer?: null; boolean?: null; text?: null; keywords?: null; integers?: null; exceptIntegers?: null; exceptKeywords?: null; phrase: string; textAny?: null; prefix?: null }|{ matchValue?: "textAny"; keyword?: null; integer?: null; boolean?: null; text?: null; keywords?: null; integers?: null; exceptIntegers?: null; exceptKeywords?: null; phrase?: null; textAny: string; prefix?: null }|{ matchValue?: "prefix"; keyword?: null; integer?: null; boolean?: null; text?: null; keywords?: null; integers?: null; exceptIntegers?: null; exceptKeywords?: null; phrase?: null; textAny?: null; prefix: string })
        );
    }
    interface IRepeatedStrings extends qdrant.RepeatedStrings.$Properties {
    }
    class RepeatedStrings {
        constructor(properties?: qdrant.RepeatedStrings.$Properties);
        strings: string[];
        static encode(message: qdrant.RepeatedStrings.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RepeatedStrings & qdrant.RepeatedStrings.$Shape;
    }
    namespace RepeatedStrings {
        interface $Properties {
            strings?: string[];
        }
        type $Shape = qdrant.RepeatedStrings.$Properties;
    }
    interface IRepeatedIntegers extends qdrant.RepeatedIntegers.$Properties {
    }
    class RepeatedIntegers {
        constructor(properties?: qdrant.RepeatedIntegers.$Properties);
        integers: (number|bigint)[];
        static encode(message: qdrant.RepeatedIntegers.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RepeatedIntegers & qdrant.RepeatedIntegers.$Shape;
    }
    namespace RepeatedIntegers {
        interface $Properties {
            integers?: (number|bigint)[];
        }
        type $Shape = qdrant.RepeatedIntegers.$Properties;
    }
    interface IRange extends qdrant.Range.$Properties {
    }
    class Range {
        constructor(properties?: qdrant.Range.$Properties);
        lt: (number|null);
        gt: (number|null);
        gte: (number|null);
        lte: (number|null);
        static encode(message: qdrant.Range.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Range & qdrant.Range.$Shape;
    }
    namespace Range {
        interface $Properties {
            lt?: (number|null);
            gt?: (number|null);
            gte?: (number|null);
            lte?: (number|null);
        }
        type $Shape = qdrant.Range.$Properties;
    }
    interface IDatetimeRange extends qdrant.DatetimeRange.$Properties {
    }
    class DatetimeRange {
        constructor(properties?: qdrant.DatetimeRange.$Properties);
        lt: (google.protobuf.Timestamp|null);
        gt: (google.protobuf.Timestamp|null);
        gte: (google.protobuf.Timestamp|null);
        lte: (google.protobuf.Timestamp|null);
        static encode(message: qdrant.DatetimeRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DatetimeRange & qdrant.DatetimeRange.$Shape;
    }
    namespace DatetimeRange {
        interface $Properties {
            lt?: (google.protobuf.Timestamp.$Properties|null);
            gt?: (google.protobuf.Timestamp.$Properties|null);
            gte?: (google.protobuf.Timestamp.$Properties|null);
            lte?: (google.protobuf.Timestamp.$Properties|null);
        }
        type $Shape = qdrant.DatetimeRange.$Properties;
    }
    interface IGeoBoundingBox extends qdrant.GeoBoundingBox.$Properties {
    }
    class GeoBoundingBox {
        constructor(properties?: qdrant.GeoBoundingBox.$Properties);
        topLeft: qdrant.GeoPoint;
        bottomRight: qdrant.GeoPoint;
        static encode(message: qdrant.GeoBoundingBox.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GeoBoundingBox & qdrant.GeoBoundingBox.$Shape;
    }
    namespace GeoBoundingBox {
        interface $Properties {
            topLeft?: qdrant.GeoPoint.$Properties;
            bottomRight?: qdrant.GeoPoint.$Properties;
        }
        type $Shape = qdrant.GeoBoundingBox.$Properties;
    }
    interface IGeoRadius extends qdrant.GeoRadius.$Properties {
    }
    class GeoRadius {
        constructor(properties?: qdrant.GeoRadius.$Properties);
        center: qdrant.GeoPoint;
        radius: number;
        static encode(message: qdrant.GeoRadius.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GeoRadius & qdrant.GeoRadius.$Shape;
    }
    namespace GeoRadius {
        interface $Properties {
            center?: qdrant.GeoPoint.$Properties;
            radius?: number;
        }
        type $Shape = qdrant.GeoRadius.$Properties;
    }
    interface IGeoLineString extends qdrant.GeoLineString.$Properties {
    }
    class GeoLineString {
        constructor(properties?: qdrant.GeoLineString.$Properties);
        points: qdrant.GeoPoint[];
        static encode(message: qdrant.GeoLineString.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GeoLineString & qdrant.GeoLineString.$Shape;
    }
    namespace GeoLineString {
        interface $Properties {
            points?: qdrant.GeoPoint.$Properties[];
        }
        type $Shape = qdrant.GeoLineString.$Properties;
    }
    interface IGeoPolygon extends qdrant.GeoPolygon.$Properties {
    }
    class GeoPolygon {
        constructor(properties?: qdrant.GeoPolygon.$Properties);
        exterior: qdrant.GeoLineString;
        interiors: qdrant.GeoLineString[];
        static encode(message: qdrant.GeoPolygon.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GeoPolygon & qdrant.GeoPolygon.$Shape;
    }
    namespace GeoPolygon {
        interface $Properties {
            exterior?: qdrant.GeoLineString.$Properties;
            interiors?: qdrant.GeoLineString.$Properties[];
        }
        type $Shape = qdrant.GeoPolygon.$Properties;
    }
    interface IValuesCount extends qdrant.ValuesCount.$Properties {
    }
    class ValuesCount {
        constructor(properties?: qdrant.ValuesCount.$Properties);
        lt: (number|bigint|null);
        gt: (number|bigint|null);
        gte: (number|bigint|null);
        lte: (number|bigint|null);
        static encode(message: qdrant.ValuesCount.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ValuesCount & qdrant.ValuesCount.$Shape;
    }
    namespace ValuesCount {
        interface $Properties {
            lt?: (number|bigint|null);
            gt?: (number|bigint|null);
            gte?: (number|bigint|null);
            lte?: (number|bigint|null);
        }
        type $Shape = qdrant.ValuesCount.$Properties;
    }
    enum WriteOrderingType {
        Weak = 0,
        Medium = 1,
        Strong = 2
    }
    enum UpdateMode {
        Upsert = 0,
        InsertOnly = 1,
        UpdateOnly = 2
    }
    enum ReadConsistencyType {
        All = 0,
        Majority = 1,
        Quorum = 2
    }
    enum FieldType {
        FieldTypeKeyword = 0,
        FieldTypeInteger = 1,
        FieldTypeFloat = 2,
        FieldTypeGeo = 3,
        FieldTypeText = 4,
        FieldTypeBool = 5,
        FieldTypeDatetime = 6,
        FieldTypeUuid = 7
    }
    enum Direction {
        Asc = 0,
        Desc = 1
    }
    enum RecommendStrategy {
        AverageVector = 0,
        BestScore = 1,
        SumScores = 2
    }
    enum Fusion {
        RRF = 0,
        DBSF = 1
    }
    enum Sample {
        Random = 0
    }
    enum UpdateStatus {
        UnknownUpdateStatus = 0,
        Acknowledged = 1,
        Completed = 2,
        ClockRejected = 3,
        WaitTimeout = 4
    }
    interface IWriteOrdering extends qdrant.WriteOrdering.$Properties {
    }
    class WriteOrdering {
        constructor(properties?: qdrant.WriteOrdering.$Properties);
        type: qdrant.WriteOrderingType;
        static encode(message: qdrant.WriteOrdering.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.WriteOrdering & qdrant.WriteOrdering.$Shape;
    }
    namespace WriteOrdering {
        interface $Properties {
            type?: qdrant.WriteOrderingType;
        }
        type $Shape = qdrant.WriteOrdering.$Properties;
    }
    interface IReadConsistency extends qdrant.ReadConsistency.$Properties {
    }
    class ReadConsistency {
        constructor(properties?: qdrant.ReadConsistency.$Properties);
        type: (qdrant.ReadConsistencyType|null);
        factor: (number|bigint|null);
        value?: ("type"|"factor");
        static encode(message: qdrant.ReadConsistency.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ReadConsistency & qdrant.ReadConsistency.$Shape;
    }
    namespace ReadConsistency {
        interface $Properties {
            type?: (qdrant.ReadConsistencyType|null);
            factor?: (number|bigint|null);
            value?: ("type"|"factor");
        }
        type $Shape = {
          type?: qdrant.ReadConsistencyType|null;
          factor?: number|bigint|null;
        } & (
          ({ value?: undefined; type?: null; factor?: null }|{ value?: "type"; type: qdrant.ReadConsistencyType; factor?: null }|{ value?: "factor"; type?: null; factor: number|bigint })
        );
    }
    interface ISparseIndices extends qdrant.SparseIndices.$Properties {
    }
    class SparseIndices {
        constructor(properties?: qdrant.SparseIndices.$Properties);
        data: number[];
        static encode(message: qdrant.SparseIndices.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SparseIndices & qdrant.SparseIndices.$Shape;
    }
    namespace SparseIndices {
        interface $Properties {
            data?: number[];
        }
        type $Shape = qdrant.SparseIndices.$Properties;
    }
    interface IDocument extends qdrant.Document.$Properties {
    }
    class Document {
        constructor(properties?: qdrant.Document.$Properties);
        text: string;
        model: string;
        options: { [k: string]: qdrant.Value };
        static encode(message: qdrant.Document.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Document & qdrant.Document.$Shape;
    }
    namespace Document {
        interface $Properties {
            text?: string;
            model?: string;
            options?: { [k: string]: qdrant.Value.$Properties };
        }
        type $Shape = {
          text?: string;
          model?: string;
          options?: { [k: string]: qdrant.Value.$Shape };
        };
    }
    interface IImage extends qdrant.Image.$Properties {
    }
    class Image {
        constructor(properties?: qdrant.Image.$Properties);
        image: qdrant.Value;
        model: string;
        options: { [k: string]: qdrant.Value };
        static encode(message: qdrant.Image.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Image & qdrant.Image.$Shape;
    }
    namespace Image {
        interface $Properties {
            image?: qdrant.Value.$Properties;
            model?: string;
            options?: { [k: string]: qdrant.Value.$Properties };
        }
        type $Shape = {
          image?: qdrant.Value.$Shape;
          model?: string;
          options?: { [k: string]: qdrant.Value.$Shape };
        };
    }
    interface IInferenceObject extends qdrant.InferenceObject.$Properties {
    }
    class InferenceObject {
        constructor(properties?: qdrant.InferenceObject.$Properties);
        object: qdrant.Value;
        model: string;
        options: { [k: string]: qdrant.Value };
        static encode(message: qdrant.InferenceObject.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.InferenceObject & qdrant.InferenceObject.$Shape;
    }
    namespace InferenceObject {
        interface $Properties {
            object?: qdrant.Value.$Properties;
            model?: string;
            options?: { [k: string]: qdrant.Value.$Properties };
        }
        type $Shape = {
          object?: qdrant.Value.$Shape;
          model?: string;
          options?: { [k: string]: qdrant.Value.$Shape };
        };
    }
    interface IVector extends qdrant.Vector.$Properties {
    }
    class Vector {
        constructor(properties?: qdrant.Vector.$Properties);
        data: number[];
        indices: (qdrant.SparseIndices|null);
        vectorsCount: (number|null);
        dense: (qdrant.DenseVector|null);
        sparse: (qdrant.SparseVector|null);
        multiDense: (qdrant.MultiDenseVector|null);
        document: (qdrant.Document|null);
        image: (qdrant.Image|null);
        object: (qdrant.InferenceObject|null);
        vector?: ("dense"|"sparse"|"multiDense"|"document"|"image"|"object");
        static encode(message: qdrant.Vector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Vector & qdrant.Vector.$Shape;
    }
    namespace Vector {
        interface $Properties {
            data?: number[];
            indices?: (qdrant.SparseIndices.$Properties|null);
            vectorsCount?: (number|null);
            dense?: (qdrant.DenseVector.$Properties|null);
            sparse?: (qdrant.SparseVector.$Properties|null);
            multiDense?: (qdrant.MultiDenseVector.$Properties|null);
            document?: (qdrant.Document.$Properties|null);
            image?: (qdrant.Image.$Properties|null);
            object?: (qdrant.InferenceObject.$Properties|null);
            vector?: ("dense"|"sparse"|"multiDense"|"document"|"image"|"object");
        }
        type $Shape = {
          data?: number[];
          indices?: qdrant.SparseIndices.$Shape|null;
          vectorsCount?: number|null;
          dense?: qdrant.DenseVector.$Shape|null;
          sparse?: qdrant.SparseVector.$Shape|null;
          multiDense?: qdrant.MultiDenseVector.$Shape|null;
          document?: qdrant.Document.$Shape|null;
          image?: qdrant.Image.$Shape|null;
          object?: qdrant.InferenceObject.$Shape|null;
        } & (
          ({ vector?: undefined; dense?: null; sparse?: null; multiDense?: null; document?: null; image?: null; object?: null }|{ vector?: "dense"; dense: qdrant.DenseVector.$Shape; sparse?: null; multiDense?: null; document?: null; image?: null; object?: null }|{ vector?: "sparse"; dense?: null; sparse: qdrant.SparseVector.$Shape; multiDense?: null; document?: null; image?: null; object?: null }|{ vector?: "multiDense"; dense?: null; sparse?: null; multiDense: qdrant.MultiDenseVector.$Shape; document?: null; image?: null; object?: null }|{ vector?: "document"; dense?: null; sparse?: null; multiDense?: null; document: qdrant.Document.$Shape; image?: null; object?: null }|{ vector?: "image"; dense?: null; sparse?: null; multiDense?: null; document?: null; image: qdrant.Image.$Shape; object?: null }|{ vector?: "object"; dense?: null; sparse?: null; multiDense?: null; document?: null; image?: null; object: qdrant.InferenceObject.$Shape })
        );
    }
    interface IVectorOutput extends qdrant.VectorOutput.$Properties {
    }
    class VectorOutput {
        constructor(properties?: qdrant.VectorOutput.$Properties);
        data: number[];
        indices: (qdrant.SparseIndices|null);
        vectorsCount: (number|null);
        dense: (qdrant.DenseVector|null);
        sparse: (qdrant.SparseVector|null);
        multiDense: (qdrant.MultiDenseVector|null);
        vector?: ("dense"|"sparse"|"multiDense");
        static encode(message: qdrant.VectorOutput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorOutput & qdrant.VectorOutput.$Shape;
    }
    namespace VectorOutput {
        interface $Properties {
            data?: number[];
            indices?: (qdrant.SparseIndices.$Properties|null);
            vectorsCount?: (number|null);
            dense?: (qdrant.DenseVector.$Properties|null);
            sparse?: (qdrant.SparseVector.$Properties|null);
            multiDense?: (qdrant.MultiDenseVector.$Properties|null);
            vector?: ("dense"|"sparse"|"multiDense");
        }
        type $Shape = {
          data?: number[];
          indices?: qdrant.SparseIndices.$Shape|null;
          vectorsCount?: number|null;
          dense?: qdrant.DenseVector.$Shape|null;
          sparse?: qdrant.SparseVector.$Shape|null;
          multiDense?: qdrant.MultiDenseVector.$Shape|null;
        } & (
          ({ vector?: undefined; dense?: null; sparse?: null; multiDense?: null }|{ vector?: "dense"; dense: qdrant.DenseVector.$Shape; sparse?: null; multiDense?: null }|{ vector?: "sparse"; dense?: null; sparse: qdrant.SparseVector.$Shape; multiDense?: null }|{ vector?: "multiDense"; dense?: null; sparse?: null; multiDense: qdrant.MultiDenseVector.$Shape })
        );
    }
    interface IDenseVector extends qdrant.DenseVector.$Properties {
    }
    class DenseVector {
        constructor(properties?: qdrant.DenseVector.$Properties);
        data: number[];
        static encode(message: qdrant.DenseVector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DenseVector & qdrant.DenseVector.$Shape;
    }
    namespace DenseVector {
        interface $Properties {
            data?: number[];
        }
        type $Shape = qdrant.DenseVector.$Properties;
    }
    interface ISparseVector extends qdrant.SparseVector.$Properties {
    }
    class SparseVector {
        constructor(properties?: qdrant.SparseVector.$Properties);
        values: number[];
        indices: number[];
        static encode(message: qdrant.SparseVector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SparseVector & qdrant.SparseVector.$Shape;
    }
    namespace SparseVector {
        interface $Properties {
            values?: number[];
            indices?: number[];
        }
        type $Shape = qdrant.SparseVector.$Properties;
    }
    interface IMultiDenseVector extends qdrant.MultiDenseVector.$Properties {
    }
    class MultiDenseVector {
        constructor(properties?: qdrant.MultiDenseVector.$Properties);
        vectors: qdrant.DenseVector[];
        static encode(message: qdrant.MultiDenseVector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.MultiDenseVector & qdrant.MultiDenseVector.$Shape;
    }
    namespace MultiDenseVector {
        interface $Properties {
            vectors?: qdrant.DenseVector.$Properties[];
        }
        type $Shape = qdrant.MultiDenseVector.$Properties;
    }
    interface IVectorInput extends qdrant.VectorInput.$Properties {
    }
    class VectorInput {
        constructor(properties?: qdrant.VectorInput.$Properties);
        id: (qdrant.PointId|null);
        dense: (qdrant.DenseVector|null);
        sparse: (qdrant.SparseVector|null);
        multiDense: (qdrant.MultiDenseVector|null);
        document: (qdrant.Document|null);
        image: (qdrant.Image|null);
        object: (qdrant.InferenceObject|null);
        variant?: ("id"|"dense"|"sparse"|"multiDense"|"document"|"image"|"object");
        static encode(message: qdrant.VectorInput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorInput & qdrant.VectorInput.$Shape;
    }
    namespace VectorInput {
        interface $Properties {
            id?: (qdrant.PointId.$Properties|null);
            dense?: (qdrant.DenseVector.$Properties|null);
            sparse?: (qdrant.SparseVector.$Properties|null);
            multiDense?: (qdrant.MultiDenseVector.$Properties|null);
            document?: (qdrant.Document.$Properties|null);
            image?: (qdrant.Image.$Properties|null);
            object?: (qdrant.InferenceObject.$Properties|null);
            variant?: ("id"|"dense"|"sparse"|"multiDense"|"document"|"image"|"object");
        }
        type $Shape = {
          id?: qdrant.PointId.$Shape|null;
          dense?: qdrant.DenseVector.$Shape|null;
          sparse?: qdrant.SparseVector.$Shape|null;
          multiDense?: qdrant.MultiDenseVector.$Shape|null;
          document?: qdrant.Document.$Shape|null;
          image?: qdrant.Image.$Shape|null;
          object?: qdrant.InferenceObject.$Shape|null;
        } & (
          ({ variant?: undefined; id?: null; dense?: null; sparse?: null; multiDense?: null; document?: null; image?: null; object?: null }|{ variant?: "id"; id: qdrant.PointId.$Shape; dense?: null; sparse?: null; multiDense?: null; document?: null; image?: null; object?: null }|{ variant?: "dense"; id?: null; dense: qdrant.DenseVector.$Shape; sparse?: null; multiDense?: null; document?: null; image?: null; object?: null }|{ variant?: "sparse"; id?: null; dense?: null; sparse: qdrant.SparseVector.$Shape; multiDense?: null; document?: null; image?: null; object?: null }|{ variant?: "multiDense"; id?: null; dense?: null; sparse?: null; multiDense: qdrant.MultiDenseVector.$Shape; document?: null; image?: null; object?: null }|{ variant?: "document"; id?: null; dense?: null; sparse?: null; multiDense?: null; document: qdrant.Document.$Shape; image?: null; object?: null }|{ variant?: "image"; id?: null; dense?: null; sparse?: null; multiDense?: null; document?: null; image: qdrant.Image.$Shape; object?: null }|{ variant?: "object"; id?: null; dense?: null; sparse?: null; multiDense?: null; document?: null; image?: null; object: qdrant.InferenceObject.$Shape })
        );
    }
    interface IShardKeySelector extends qdrant.ShardKeySelector.$Properties {
    }
    class ShardKeySelector {
        constructor(properties?: qdrant.ShardKeySelector.$Properties);
        shardKeys: qdrant.ShardKey[];
        fallback: (qdrant.ShardKey|null);
        static encode(message: qdrant.ShardKeySelector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ShardKeySelector & qdrant.ShardKeySelector.$Shape;
    }
    namespace ShardKeySelector {
        interface $Properties {
            shardKeys?: qdrant.ShardKey.$Properties[];
            fallback?: (qdrant.ShardKey.$Properties|null);
        }
        type $Shape = {
          shardKeys?: qdrant.ShardKey.$Shape[];
          fallback?: qdrant.ShardKey.$Shape|null;
        };
    }
    interface IUpsertPoints extends qdrant.UpsertPoints.$Properties {
    }
    class UpsertPoints {
        constructor(properties?: qdrant.UpsertPoints.$Properties);
        collectionName: string;
        wait: (boolean|null);
        points: qdrant.PointStruct[];
        ordering: (qdrant.WriteOrdering|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        updateFilter: (qdrant.Filter|null);
        timeout: (number|bigint|null);
        updateMode: (qdrant.UpdateMode|null);
        static encode(message: qdrant.UpsertPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.UpsertPoints & qdrant.UpsertPoints.$Shape;
    }
    namespace UpsertPoints {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            points?: qdrant.PointStruct.$Properties[];
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            updateFilter?: (qdrant.Filter.$Properties|null);
            timeout?: (number|bigint|null);
            updateMode?: (qdrant.UpdateMode|null);
        }
        type $Shape = {
          collectionName?: string;
          wait?: boolean|null;
          points?: qdrant.PointStruct.$Shape[];
          ordering?: qdrant.WriteOrdering.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          updateFilter?: qdrant.Filter.$Shape|null;
          timeout?: number|bigint|null;
          updateMode?: qdrant.UpdateMode|null;
        };
    }
    interface IDeletePoints extends qdrant.DeletePoints.$Properties {
    }
    class DeletePoints {
        constructor(properties?: qdrant.DeletePoints.$Properties);
        collectionName: string;
        wait: (boolean|null);
        points: qdrant.PointsSelector;
        ordering: (qdrant.WriteOrdering|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.DeletePoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeletePoints & qdrant.DeletePoints.$Shape;
    }
    namespace DeletePoints {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            points?: qdrant.PointsSelector.$Properties;
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          wait?: boolean|null;
          points?: qdrant.PointsSelector.$Shape;
          ordering?: qdrant.WriteOrdering.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IGetPoints extends qdrant.GetPoints.$Properties {
    }
    class GetPoints {
        constructor(properties?: qdrant.GetPoints.$Properties);
        collectionName: string;
        ids: qdrant.PointId[];
        withPayload: qdrant.WithPayloadSelector;
        withVectors: (qdrant.WithVectorsSelector|null);
        readConsistency: (qdrant.ReadConsistency|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.GetPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GetPoints & qdrant.GetPoints.$Shape;
    }
    namespace GetPoints {
        interface $Properties {
            collectionName?: string;
            ids?: qdrant.PointId.$Properties[];
            withPayload?: qdrant.WithPayloadSelector.$Properties;
            withVectors?: (qdrant.WithVectorsSelector.$Properties|null);
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          ids?: qdrant.PointId.$Shape[];
          withPayload?: qdrant.WithPayloadSelector.$Shape;
          withVectors?: qdrant.WithVectorsSelector.$Shape|null;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IUpdatePointVectors extends qdrant.UpdatePointVectors.$Properties {
    }
    class UpdatePointVectors {
        constructor(properties?: qdrant.UpdatePointVectors.$Properties);
        collectionName: string;
        wait: (boolean|null);
        points: qdrant.PointVectors[];
        ordering: (qdrant.WriteOrdering|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        updateFilter: (qdrant.Filter|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.UpdatePointVectors.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.UpdatePointVectors & qdrant.UpdatePointVectors.$Shape;
    }
    namespace UpdatePointVectors {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            points?: qdrant.PointVectors.$Properties[];
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            updateFilter?: (qdrant.Filter.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          wait?: boolean|null;
          points?: qdrant.PointVectors.$Shape[];
          ordering?: qdrant.WriteOrdering.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          updateFilter?: qdrant.Filter.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IPointVectors extends qdrant.PointVectors.$Properties {
    }
    class PointVectors {
        constructor(properties?: qdrant.PointVectors.$Properties);
        id: qdrant.PointId;
        vectors: qdrant.Vectors;
        static encode(message: qdrant.PointVectors.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointVectors & qdrant.PointVectors.$Shape;
    }
    namespace PointVectors {
        interface $Properties {
            id?: qdrant.PointId.$Properties;
            vectors?: qdrant.Vectors.$Properties;
        }
        type $Shape = {
          id?: qdrant.PointId.$Shape;
          vectors?: qdrant.Vectors.$Shape;
        };
    }
    interface IDeletePointVectors extends qdrant.DeletePointVectors.$Properties {
    }
    class DeletePointVectors {
        constructor(properties?: qdrant.DeletePointVectors.$Properties);
        collectionName: string;
        wait: (boolean|null);
        pointsSelector: qdrant.PointsSelector;
        vectors: qdrant.VectorsSelector;
        ordering: (qdrant.WriteOrdering|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.DeletePointVectors.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeletePointVectors & qdrant.DeletePointVectors.$Shape;
    }
    namespace DeletePointVectors {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            pointsSelector?: qdrant.PointsSelector.$Properties;
            vectors?: qdrant.VectorsSelector.$Properties;
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          wait?: boolean|null;
          pointsSelector?: qdrant.PointsSelector.$Shape;
          vectors?: qdrant.VectorsSelector.$Shape;
          ordering?: qdrant.WriteOrdering.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface ISetPayloadPoints extends qdrant.SetPayloadPoints.$Properties {
    }
    class SetPayloadPoints {
        constructor(properties?: qdrant.SetPayloadPoints.$Properties);
        collectionName: string;
        wait: (boolean|null);
        payload: { [k: string]: qdrant.Value };
        pointsSelector: (qdrant.PointsSelector|null);
        ordering: (qdrant.WriteOrdering|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        key: (string|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.SetPayloadPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SetPayloadPoints & qdrant.SetPayloadPoints.$Shape;
    }
    namespace SetPayloadPoints {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            payload?: { [k: string]: qdrant.Value.$Properties };
            pointsSelector?: (qdrant.PointsSelector.$Properties|null);
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            key?: (string|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          wait?: boolean|null;
          payload?: { [k: string]: qdrant.Value.$Shape };
          pointsSelector?: qdrant.PointsSelector.$Shape|null;
          ordering?: qdrant.WriteOrdering.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          key?: string|null;
          timeout?: number|bigint|null;
        };
    }
    interface IDeletePayloadPoints extends qdrant.DeletePayloadPoints.$Properties {
    }
    class DeletePayloadPoints {
        constructor(properties?: qdrant.DeletePayloadPoints.$Properties);
        collectionName: string;
        wait: (boolean|null);
        keys: string[];
        pointsSelector: (qdrant.PointsSelector|null);
        ordering: (qdrant.WriteOrdering|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.DeletePayloadPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeletePayloadPoints & qdrant.DeletePayloadPoints.$Shape;
    }
    namespace DeletePayloadPoints {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            keys?: string[];
            pointsSelector?: (qdrant.PointsSelector.$Properties|null);
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          wait?: boolean|null;
          keys?: string[];
          pointsSelector?: qdrant.PointsSelector.$Shape|null;
          ordering?: qdrant.WriteOrdering.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IClearPayloadPoints extends qdrant.ClearPayloadPoints.$Properties {
    }
    class ClearPayloadPoints {
        constructor(properties?: qdrant.ClearPayloadPoints.$Properties);
        collectionName: string;
        wait: (boolean|null);
        points: qdrant.PointsSelector;
        ordering: (qdrant.WriteOrdering|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.ClearPayloadPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ClearPayloadPoints & qdrant.ClearPayloadPoints.$Shape;
    }
    namespace ClearPayloadPoints {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            points?: qdrant.PointsSelector.$Properties;
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          wait?: boolean|null;
          points?: qdrant.PointsSelector.$Shape;
          ordering?: qdrant.WriteOrdering.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface ICreateFieldIndexCollection extends qdrant.CreateFieldIndexCollection.$Properties {
    }
    class CreateFieldIndexCollection {
        constructor(properties?: qdrant.CreateFieldIndexCollection.$Properties);
        collectionName: string;
        wait: (boolean|null);
        fieldName: string;
        fieldType: (qdrant.FieldType|null);
        fieldIndexParams: (qdrant.PayloadIndexParams|null);
        ordering: (qdrant.WriteOrdering|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.CreateFieldIndexCollection.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CreateFieldIndexCollection & qdrant.CreateFieldIndexCollection.$Shape;
    }
    namespace CreateFieldIndexCollection {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            fieldName?: string;
            fieldType?: (qdrant.FieldType|null);
            fieldIndexParams?: (qdrant.PayloadIndexParams.$Properties|null);
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          wait?: boolean|null;
          fieldName?: string;
          fieldType?: qdrant.FieldType|null;
          fieldIndexParams?: qdrant.PayloadIndexParams.$Shape|null;
          ordering?: qdrant.WriteOrdering.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IDeleteFieldIndexCollection extends qdrant.DeleteFieldIndexCollection.$Properties {
    }
    class DeleteFieldIndexCollection {
        constructor(properties?: qdrant.DeleteFieldIndexCollection.$Properties);
        collectionName: string;
        wait: (boolean|null);
        fieldName: string;
        ordering: (qdrant.WriteOrdering|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.DeleteFieldIndexCollection.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeleteFieldIndexCollection & qdrant.DeleteFieldIndexCollection.$Shape;
    }
    namespace DeleteFieldIndexCollection {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            fieldName?: string;
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = qdrant.DeleteFieldIndexCollection.$Properties;
    }
    interface IDenseVectorCreationConfig extends qdrant.DenseVectorCreationConfig.$Properties {
    }
    class DenseVectorCreationConfig {
        constructor(properties?: qdrant.DenseVectorCreationConfig.$Properties);
        size: (number|bigint);
        distance: qdrant.Distance;
        multivectorConfig: (qdrant.MultiVectorConfig|null);
        datatype: (qdrant.Datatype|null);
        static encode(message: qdrant.DenseVectorCreationConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DenseVectorCreationConfig & qdrant.DenseVectorCreationConfig.$Shape;
    }
    namespace DenseVectorCreationConfig {
        interface $Properties {
            size?: (number|bigint);
            distance?: qdrant.Distance;
            multivectorConfig?: (qdrant.MultiVectorConfig.$Properties|null);
            datatype?: (qdrant.Datatype|null);
        }
        type $Shape = qdrant.DenseVectorCreationConfig.$Properties;
    }
    interface ISparseVectorCreationConfig extends qdrant.SparseVectorCreationConfig.$Properties {
    }
    class SparseVectorCreationConfig {
        constructor(properties?: qdrant.SparseVectorCreationConfig.$Properties);
        modifier: (qdrant.Modifier|null);
        datatype: (qdrant.Datatype|null);
        static encode(message: qdrant.SparseVectorCreationConfig.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SparseVectorCreationConfig & qdrant.SparseVectorCreationConfig.$Shape;
    }
    namespace SparseVectorCreationConfig {
        interface $Properties {
            modifier?: (qdrant.Modifier|null);
            datatype?: (qdrant.Datatype|null);
        }
        type $Shape = qdrant.SparseVectorCreationConfig.$Properties;
    }
    interface ICreateVectorNameRequest extends qdrant.CreateVectorNameRequest.$Properties {
    }
    class CreateVectorNameRequest {
        constructor(properties?: qdrant.CreateVectorNameRequest.$Properties);
        collectionName: string;
        wait: (boolean|null);
        vectorName: string;
        denseConfig: (qdrant.DenseVectorCreationConfig|null);
        sparseConfig: (qdrant.SparseVectorCreationConfig|null);
        timeout: (number|bigint|null);
        ordering: (qdrant.WriteOrdering|null);
        vectorConfig?: ("denseConfig"|"sparseConfig");
        static encode(message: qdrant.CreateVectorNameRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CreateVectorNameRequest & qdrant.CreateVectorNameRequest.$Shape;
    }
    namespace CreateVectorNameRequest {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            vectorName?: string;
            denseConfig?: (qdrant.DenseVectorCreationConfig.$Properties|null);
            sparseConfig?: (qdrant.SparseVectorCreationConfig.$Properties|null);
            timeout?: (number|bigint|null);
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            vectorConfig?: ("denseConfig"|"sparseConfig");
        }
        type $Shape = {
          collectionName?: string;
          wait?: boolean|null;
          vectorName?: string;
          denseConfig?: qdrant.DenseVectorCreationConfig.$Shape|null;
          sparseConfig?: qdrant.SparseVectorCreationConfig.$Shape|null;
          timeout?: number|bigint|null;
          ordering?: qdrant.WriteOrdering.$Shape|null;
        } & (
          ({ vectorConfig?: undefined; denseConfig?: null; sparseConfig?: null }|{ vectorConfig?: "denseConfig"; denseConfig: qdrant.DenseVectorCreationConfig.$Shape; sparseConfig?: null }|{ vectorConfig?: "sparseConfig"; denseConfig?: null; sparseConfig: qdrant.SparseVectorCreationConfig.$Shape })
        );
    }
    interface IDeleteVectorNameRequest extends qdrant.DeleteVectorNameRequest.$Properties {
    }
    class DeleteVectorNameRequest {
        constructor(properties?: qdrant.DeleteVectorNameRequest.$Properties);
        collectionName: string;
        wait: (boolean|null);
        vectorName: string;
        timeout: (number|bigint|null);
        ordering: (qdrant.WriteOrdering|null);
        static encode(message: qdrant.DeleteVectorNameRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeleteVectorNameRequest & qdrant.DeleteVectorNameRequest.$Shape;
    }
    namespace DeleteVectorNameRequest {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            vectorName?: string;
            timeout?: (number|bigint|null);
            ordering?: (qdrant.WriteOrdering.$Properties|null);
        }
        type $Shape = qdrant.DeleteVectorNameRequest.$Properties;
    }
    interface IPayloadIncludeSelector extends qdrant.PayloadIncludeSelector.$Properties {
    }
    class PayloadIncludeSelector {
        constructor(properties?: qdrant.PayloadIncludeSelector.$Properties);
        fields: string[];
        static encode(message: qdrant.PayloadIncludeSelector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PayloadIncludeSelector & qdrant.PayloadIncludeSelector.$Shape;
    }
    namespace PayloadIncludeSelector {
        interface $Properties {
            fields?: string[];
        }
        type $Shape = qdrant.PayloadIncludeSelector.$Properties;
    }
    interface IPayloadExcludeSelector extends qdrant.PayloadExcludeSelector.$Properties {
    }
    class PayloadExcludeSelector {
        constructor(properties?: qdrant.PayloadExcludeSelector.$Properties);
        fields: string[];
        static encode(message: qdrant.PayloadExcludeSelector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PayloadExcludeSelector & qdrant.PayloadExcludeSelector.$Shape;
    }
    namespace PayloadExcludeSelector {
        interface $Properties {
            fields?: string[];
        }
        type $Shape = qdrant.PayloadExcludeSelector.$Properties;
    }
    interface IWithPayloadSelector extends qdrant.WithPayloadSelector.$Properties {
    }
    class WithPayloadSelector {
        constructor(properties?: qdrant.WithPayloadSelector.$Properties);
        enable: (boolean|null);
        include: (qdrant.PayloadIncludeSelector|null);
        exclude: (qdrant.PayloadExcludeSelector|null);
        selectorOptions?: ("enable"|"include"|"exclude");
        static encode(message: qdrant.WithPayloadSelector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.WithPayloadSelector & qdrant.WithPayloadSelector.$Shape;
    }
    namespace WithPayloadSelector {
        interface $Properties {
            enable?: (boolean|null);
            include?: (qdrant.PayloadIncludeSelector.$Properties|null);
            exclude?: (qdrant.PayloadExcludeSelector.$Properties|null);
            selectorOptions?: ("enable"|"include"|"exclude");
        }
        type $Shape = {
          enable?: boolean|null;
          include?: qdrant.PayloadIncludeSelector.$Shape|null;
          exclude?: qdrant.PayloadExcludeSelector.$Shape|null;
        } & (
          ({ selectorOptions?: undefined; enable?: null; include?: null; exclude?: null }|{ selectorOptions?: "enable"; enable: boolean; include?: null; exclude?: null }|{ selectorOptions?: "include"; enable?: null; include: qdrant.PayloadIncludeSelector.$Shape; exclude?: null }|{ selectorOptions?: "exclude"; enable?: null; include?: null; exclude: qdrant.PayloadExcludeSelector.$Shape })
        );
    }
    interface INamedVectors extends qdrant.NamedVectors.$Properties {
    }
    class NamedVectors {
        constructor(properties?: qdrant.NamedVectors.$Properties);
        vectors: { [k: string]: qdrant.Vector };
        static encode(message: qdrant.NamedVectors.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.NamedVectors & qdrant.NamedVectors.$Shape;
    }
    namespace NamedVectors {
        interface $Properties {
            vectors?: { [k: string]: qdrant.Vector.$Properties };
        }
        type $Shape = {
          vectors?: { [k: string]: qdrant.Vector.$Shape };
        };
    }
    interface INamedVectorsOutput extends qdrant.NamedVectorsOutput.$Properties {
    }
    class NamedVectorsOutput {
        constructor(properties?: qdrant.NamedVectorsOutput.$Properties);
        vectors: { [k: string]: qdrant.VectorOutput };
        static encode(message: qdrant.NamedVectorsOutput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.NamedVectorsOutput & qdrant.NamedVectorsOutput.$Shape;
    }
    namespace NamedVectorsOutput {
        interface $Properties {
            vectors?: { [k: string]: qdrant.VectorOutput.$Properties };
        }
        type $Shape = {
          vectors?: { [k: string]: qdrant.VectorOutput.$Shape };
        };
    }
    interface IVectors extends qdrant.Vectors.$Properties {
    }
    class Vectors {
        constructor(properties?: qdrant.Vectors.$Properties);
        vector: (qdrant.Vector|null);
        vectors: (qdrant.NamedVectors|null);
        vectorsOptions?: ("vector"|"vectors");
        static encode(message: qdrant.Vectors.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Vectors & qdrant.Vectors.$Shape;
    }
    namespace Vectors {
        interface $Properties {
            vector?: (qdrant.Vector.$Properties|null);
            vectors?: (qdrant.NamedVectors.$Properties|null);
            vectorsOptions?: ("vector"|"vectors");
        }
        type $Shape = {
          vector?: qdrant.Vector.$Shape|null;
          vectors?: qdrant.NamedVectors.$Shape|null;
        } & (
          ({ vectorsOptions?: undefined; vector?: null; vectors?: null }|{ vectorsOptions?: "vector"; vector: qdrant.Vector.$Shape; vectors?: null }|{ vectorsOptions?: "vectors"; vector?: null; vectors: qdrant.NamedVectors.$Shape })
        );
    }
    interface IVectorsOutput extends qdrant.VectorsOutput.$Properties {
    }
    class VectorsOutput {
        constructor(properties?: qdrant.VectorsOutput.$Properties);
        vector: (qdrant.VectorOutput|null);
        vectors: (qdrant.NamedVectorsOutput|null);
        vectorsOptions?: ("vector"|"vectors");
        static encode(message: qdrant.VectorsOutput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorsOutput & qdrant.VectorsOutput.$Shape;
    }
    namespace VectorsOutput {
        interface $Properties {
            vector?: (qdrant.VectorOutput.$Properties|null);
            vectors?: (qdrant.NamedVectorsOutput.$Properties|null);
            vectorsOptions?: ("vector"|"vectors");
        }
        type $Shape = {
          vector?: qdrant.VectorOutput.$Shape|null;
          vectors?: qdrant.NamedVectorsOutput.$Shape|null;
        } & (
          ({ vectorsOptions?: undefined; vector?: null; vectors?: null }|{ vectorsOptions?: "vector"; vector: qdrant.VectorOutput.$Shape; vectors?: null }|{ vectorsOptions?: "vectors"; vector?: null; vectors: qdrant.NamedVectorsOutput.$Shape })
        );
    }
    interface IVectorsSelector extends qdrant.VectorsSelector.$Properties {
    }
    class VectorsSelector {
        constructor(properties?: qdrant.VectorsSelector.$Properties);
        names: string[];
        static encode(message: qdrant.VectorsSelector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorsSelector & qdrant.VectorsSelector.$Shape;
    }
    namespace VectorsSelector {
        interface $Properties {
            names?: string[];
        }
        type $Shape = qdrant.VectorsSelector.$Properties;
    }
    interface IWithVectorsSelector extends qdrant.WithVectorsSelector.$Properties {
    }
    class WithVectorsSelector {
        constructor(properties?: qdrant.WithVectorsSelector.$Properties);
        enable: (boolean|null);
        include: (qdrant.VectorsSelector|null);
        selectorOptions?: ("enable"|"include");
        static encode(message: qdrant.WithVectorsSelector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.WithVectorsSelector & qdrant.WithVectorsSelector.$Shape;
    }
    namespace WithVectorsSelector {
        interface $Properties {
            enable?: (boolean|null);
            include?: (qdrant.VectorsSelector.$Properties|null);
            selectorOptions?: ("enable"|"include");
        }
        type $Shape = {
          enable?: boolean|null;
          include?: qdrant.VectorsSelector.$Shape|null;
        } & (
          ({ selectorOptions?: undefined; enable?: null; include?: null }|{ selectorOptions?: "enable"; enable: boolean; include?: null }|{ selectorOptions?: "include"; enable?: null; include: qdrant.VectorsSelector.$Shape })
        );
    }
    interface IQuantizationSearchParams extends qdrant.QuantizationSearchParams.$Properties {
    }
    class QuantizationSearchParams {
        constructor(properties?: qdrant.QuantizationSearchParams.$Properties);
        ignore: (boolean|null);
        rescore: (boolean|null);
        oversampling: (number|null);
        static encode(message: qdrant.QuantizationSearchParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.QuantizationSearchParams & qdrant.QuantizationSearchParams.$Shape;
    }
    namespace QuantizationSearchParams {
        interface $Properties {
            ignore?: (boolean|null);
            rescore?: (boolean|null);
            oversampling?: (number|null);
        }
        type $Shape = qdrant.QuantizationSearchParams.$Properties;
    }
    interface IAcornSearchParams extends qdrant.AcornSearchParams.$Properties {
    }
    class AcornSearchParams {
        constructor(properties?: qdrant.AcornSearchParams.$Properties);
        enable: (boolean|null);
        maxSelectivity: (number|null);
        static encode(message: qdrant.AcornSearchParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.AcornSearchParams & qdrant.AcornSearchParams.$Shape;
    }
    namespace AcornSearchParams {
        interface $Properties {
            enable?: (boolean|null);
            maxSelectivity?: (number|null);
        }
        type $Shape = qdrant.AcornSearchParams.$Properties;
    }
    interface IIdfParams extends qdrant.IdfParams.$Properties {
    }
    class IdfParams {
        constructor(properties?: qdrant.IdfParams.$Properties);
        corpus: (qdrant.Filter|null);
        static encode(message: qdrant.IdfParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.IdfParams & qdrant.IdfParams.$Shape;
    }
    namespace IdfParams {
        interface $Properties {
            corpus?: (qdrant.Filter.$Properties|null);
        }
        type $Shape = {
          corpus?: qdrant.Filter.$Shape|null;
        };
    }
    interface ISearchParams extends qdrant.SearchParams.$Properties {
    }
    class SearchParams {
        constructor(properties?: qdrant.SearchParams.$Properties);
        hnswEf: (number|bigint|null);
        exact: (boolean|null);
        quantization: (qdrant.QuantizationSearchParams|null);
        indexedOnly: (boolean|null);
        acorn: (qdrant.AcornSearchParams|null);
        idf: (qdrant.IdfParams|null);
        static encode(message: qdrant.SearchParams.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchParams & qdrant.SearchParams.$Shape;
    }
    namespace SearchParams {
        interface $Properties {
            hnswEf?: (number|bigint|null);
            exact?: (boolean|null);
            quantization?: (qdrant.QuantizationSearchParams.$Properties|null);
            indexedOnly?: (boolean|null);
            acorn?: (qdrant.AcornSearchParams.$Properties|null);
            idf?: (qdrant.IdfParams.$Properties|null);
        }
        type $Shape = {
          hnswEf?: number|bigint|null;
          exact?: boolean|null;
          quantization?: qdrant.QuantizationSearchParams.$Shape|null;
          indexedOnly?: boolean|null;
          acorn?: qdrant.AcornSearchParams.$Shape|null;
          idf?: qdrant.IdfParams.$Shape|null;
        };
    }
    interface ISearchPoints extends qdrant.SearchPoints.$Properties {
    }
    class SearchPoints {
        constructor(properties?: qdrant.SearchPoints.$Properties);
        collectionName: string;
        vector: number[];
        filter: qdrant.Filter;
        limit: (number|bigint);
        withPayload: qdrant.WithPayloadSelector;
        params: qdrant.SearchParams;
        scoreThreshold: (number|null);
        offset: (number|bigint|null);
        vectorName: (string|null);
        withVectors: (qdrant.WithVectorsSelector|null);
        readConsistency: (qdrant.ReadConsistency|null);
        timeout: (number|bigint|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        sparseIndices: (qdrant.SparseIndices|null);
        static encode(message: qdrant.SearchPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchPoints & qdrant.SearchPoints.$Shape;
    }
    namespace SearchPoints {
        interface $Properties {
            collectionName?: string;
            vector?: number[];
            filter?: qdrant.Filter.$Properties;
            limit?: (number|bigint);
            withPayload?: qdrant.WithPayloadSelector.$Properties;
            params?: qdrant.SearchParams.$Properties;
            scoreThreshold?: (number|null);
            offset?: (number|bigint|null);
            vectorName?: (string|null);
            withVectors?: (qdrant.WithVectorsSelector.$Properties|null);
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            timeout?: (number|bigint|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            sparseIndices?: (qdrant.SparseIndices.$Properties|null);
        }
        type $Shape = {
          collectionName?: string;
          vector?: number[];
          filter?: qdrant.Filter.$Shape;
          limit?: number|bigint;
          withPayload?: qdrant.WithPayloadSelector.$Shape;
          params?: qdrant.SearchParams.$Shape;
          scoreThreshold?: number|null;
          offset?: number|bigint|null;
          vectorName?: string|null;
          withVectors?: qdrant.WithVectorsSelector.$Shape|null;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          timeout?: number|bigint|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          sparseIndices?: qdrant.SparseIndices.$Shape|null;
        };
    }
    interface ISearchBatchPoints extends qdrant.SearchBatchPoints.$Properties {
    }
    class SearchBatchPoints {
        constructor(properties?: qdrant.SearchBatchPoints.$Properties);
        collectionName: string;
        searchPoints: qdrant.SearchPoints[];
        readConsistency: (qdrant.ReadConsistency|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.SearchBatchPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchBatchPoints & qdrant.SearchBatchPoints.$Shape;
    }
    namespace SearchBatchPoints {
        interface $Properties {
            collectionName?: string;
            searchPoints?: qdrant.SearchPoints.$Properties[];
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          searchPoints?: qdrant.SearchPoints.$Shape[];
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IWithLookup extends qdrant.WithLookup.$Properties {
    }
    class WithLookup {
        constructor(properties?: qdrant.WithLookup.$Properties);
        collection: string;
        withPayload: (qdrant.WithPayloadSelector|null);
        withVectors: (qdrant.WithVectorsSelector|null);
        static encode(message: qdrant.WithLookup.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.WithLookup & qdrant.WithLookup.$Shape;
    }
    namespace WithLookup {
        interface $Properties {
            collection?: string;
            withPayload?: (qdrant.WithPayloadSelector.$Properties|null);
            withVectors?: (qdrant.WithVectorsSelector.$Properties|null);
        }
        type $Shape = {
          collection?: string;
          withPayload?: qdrant.WithPayloadSelector.$Shape|null;
          withVectors?: qdrant.WithVectorsSelector.$Shape|null;
        };
    }
    interface ISearchPointGroups extends qdrant.SearchPointGroups.$Properties {
    }
    class SearchPointGroups {
        constructor(properties?: qdrant.SearchPointGroups.$Properties);
        collectionName: string;
        vector: number[];
        filter: qdrant.Filter;
        limit: number;
        withPayload: qdrant.WithPayloadSelector;
        params: qdrant.SearchParams;
        scoreThreshold: (number|null);
        vectorName: (string|null);
        withVectors: (qdrant.WithVectorsSelector|null);
        groupBy: string;
        groupSize: number;
        readConsistency: (qdrant.ReadConsistency|null);
        withLookup: (qdrant.WithLookup|null);
        timeout: (number|bigint|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        sparseIndices: (qdrant.SparseIndices|null);
        static encode(message: qdrant.SearchPointGroups.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchPointGroups & qdrant.SearchPointGroups.$Shape;
    }
    namespace SearchPointGroups {
        interface $Properties {
            collectionName?: string;
            vector?: number[];
            filter?: qdrant.Filter.$Properties;
            limit?: number;
            withPayload?: qdrant.WithPayloadSelector.$Properties;
            params?: qdrant.SearchParams.$Properties;
            scoreThreshold?: (number|null);
            vectorName?: (string|null);
            withVectors?: (qdrant.WithVectorsSelector.$Properties|null);
            groupBy?: string;
            groupSize?: number;
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            withLookup?: (qdrant.WithLookup.$Properties|null);
            timeout?: (number|bigint|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            sparseIndices?: (qdrant.SparseIndices.$Properties|null);
        }
        type $Shape = {
          collectionName?: string;
          vector?: number[];
          filter?: qdrant.Filter.$Shape;
          limit?: number;
          withPayload?: qdrant.WithPayloadSelector.$Shape;
          params?: qdrant.SearchParams.$Shape;
          scoreThreshold?: number|null;
          vectorName?: string|null;
          withVectors?: qdrant.WithVectorsSelector.$Shape|null;
          groupBy?: string;
          groupSize?: number;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          withLookup?: qdrant.WithLookup.$Shape|null;
          timeout?: number|bigint|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          sparseIndices?: qdrant.SparseIndices.$Shape|null;
        };
    }
    interface IStartFrom extends qdrant.StartFrom.$Properties {
    }
    class StartFrom {
        constructor(properties?: qdrant.StartFrom.$Properties);
        float: (number|null);
        integer: (number|bigint|null);
        timestamp: (google.protobuf.Timestamp|null);
        datetime: (string|null);
        value?: ("float"|"integer"|"timestamp"|"datetime");
        static encode(message: qdrant.StartFrom.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.StartFrom & qdrant.StartFrom.$Shape;
    }
    namespace StartFrom {
        interface $Properties {
            float?: (number|null);
            integer?: (number|bigint|null);
            timestamp?: (google.protobuf.Timestamp.$Properties|null);
            datetime?: (string|null);
            value?: ("float"|"integer"|"timestamp"|"datetime");
        }
        type $Shape = {
          float?: number|null;
          integer?: number|bigint|null;
          timestamp?: google.protobuf.Timestamp.$Shape|null;
          datetime?: string|null;
        } & (
          ({ value?: undefined; float?: null; integer?: null; timestamp?: null; datetime?: null }|{ value?: "float"; float: number; integer?: null; timestamp?: null; datetime?: null }|{ value?: "integer"; float?: null; integer: number|bigint; timestamp?: null; datetime?: null }|{ value?: "timestamp"; float?: null; integer?: null; timestamp: google.protobuf.Timestamp.$Shape; datetime?: null }|{ value?: "datetime"; float?: null; integer?: null; timestamp?: null; datetime: string })
        );
    }
    interface IOrderBy extends qdrant.OrderBy.$Properties {
    }
    class OrderBy {
        constructor(properties?: qdrant.OrderBy.$Properties);
        key: string;
        direction: (qdrant.Direction|null);
        startFrom: (qdrant.StartFrom|null);
        static encode(message: qdrant.OrderBy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.OrderBy & qdrant.OrderBy.$Shape;
    }
    namespace OrderBy {
        interface $Properties {
            key?: string;
            direction?: (qdrant.Direction|null);
            startFrom?: (qdrant.StartFrom.$Properties|null);
        }
        type $Shape = {
          key?: string;
          direction?: qdrant.Direction|null;
          startFrom?: qdrant.StartFrom.$Shape|null;
        };
    }
    interface IScrollPoints extends qdrant.ScrollPoints.$Properties {
    }
    class ScrollPoints {
        constructor(properties?: qdrant.ScrollPoints.$Properties);
        collectionName: string;
        filter: qdrant.Filter;
        offset: (qdrant.PointId|null);
        limit: (number|null);
        withPayload: qdrant.WithPayloadSelector;
        withVectors: (qdrant.WithVectorsSelector|null);
        readConsistency: (qdrant.ReadConsistency|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        orderBy: (qdrant.OrderBy|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.ScrollPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ScrollPoints & qdrant.ScrollPoints.$Shape;
    }
    namespace ScrollPoints {
        interface $Properties {
            collectionName?: string;
            filter?: qdrant.Filter.$Properties;
            offset?: (qdrant.PointId.$Properties|null);
            limit?: (number|null);
            withPayload?: qdrant.WithPayloadSelector.$Properties;
            withVectors?: (qdrant.WithVectorsSelector.$Properties|null);
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            orderBy?: (qdrant.OrderBy.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          filter?: qdrant.Filter.$Shape;
          offset?: qdrant.PointId.$Shape|null;
          limit?: number|null;
          withPayload?: qdrant.WithPayloadSelector.$Shape;
          withVectors?: qdrant.WithVectorsSelector.$Shape|null;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          orderBy?: qdrant.OrderBy.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface ILookupLocation extends qdrant.LookupLocation.$Properties {
    }
    class LookupLocation {
        constructor(properties?: qdrant.LookupLocation.$Properties);
        collectionName: string;
        vectorName: (string|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        static encode(message: qdrant.LookupLocation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.LookupLocation & qdrant.LookupLocation.$Shape;
    }
    namespace LookupLocation {
        interface $Properties {
            collectionName?: string;
            vectorName?: (string|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
        }
        type $Shape = {
          collectionName?: string;
          vectorName?: string|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
        };
    }
    interface IRecommendPoints extends qdrant.RecommendPoints.$Properties {
    }
    class RecommendPoints {
        constructor(properties?: qdrant.RecommendPoints.$Properties);
        collectionName: string;
        positive: qdrant.PointId[];
        negative: qdrant.PointId[];
        filter: qdrant.Filter;
        limit: (number|bigint);
        withPayload: qdrant.WithPayloadSelector;
        params: qdrant.SearchParams;
        scoreThreshold: (number|null);
        offset: (number|bigint|null);
        using: (string|null);
        withVectors: (qdrant.WithVectorsSelector|null);
        lookupFrom: (qdrant.LookupLocation|null);
        readConsistency: (qdrant.ReadConsistency|null);
        strategy: (qdrant.RecommendStrategy|null);
        positiveVectors: qdrant.Vector[];
        negativeVectors: qdrant.Vector[];
        timeout: (number|bigint|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        static encode(message: qdrant.RecommendPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RecommendPoints & qdrant.RecommendPoints.$Shape;
    }
    namespace RecommendPoints {
        interface $Properties {
            collectionName?: string;
            positive?: qdrant.PointId.$Properties[];
            negative?: qdrant.PointId.$Properties[];
            filter?: qdrant.Filter.$Properties;
            limit?: (number|bigint);
            withPayload?: qdrant.WithPayloadSelector.$Properties;
            params?: qdrant.SearchParams.$Properties;
            scoreThreshold?: (number|null);
            offset?: (number|bigint|null);
            using?: (string|null);
            withVectors?: (qdrant.WithVectorsSelector.$Properties|null);
            lookupFrom?: (qdrant.LookupLocation.$Properties|null);
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            strategy?: (qdrant.RecommendStrategy|null);
            positiveVectors?: qdrant.Vector.$Properties[];
            negativeVectors?: qdrant.Vector.$Properties[];
            timeout?: (number|bigint|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
        }
        type $Shape = {
          collectionName?: string;
          positive?: qdrant.PointId.$Shape[];
          negative?: qdrant.PointId.$Shape[];
          filter?: qdrant.Filter.$Shape;
          limit?: number|bigint;
          withPayload?: qdrant.WithPayloadSelector.$Shape;
          params?: qdrant.SearchParams.$Shape;
          scoreThreshold?: number|null;
          offset?: number|bigint|null;
          using?: string|null;
          withVectors?: qdrant.WithVectorsSelector.$Shape|null;
          lookupFrom?: qdrant.LookupLocation.$Shape|null;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          strategy?: qdrant.RecommendStrategy|null;
          positiveVectors?: qdrant.Vector.$Shape[];
          negativeVectors?: qdrant.Vector.$Shape[];
          timeout?: number|bigint|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
        };
    }
    interface IRecommendBatchPoints extends qdrant.RecommendBatchPoints.$Properties {
    }
    class RecommendBatchPoints {
        constructor(properties?: qdrant.RecommendBatchPoints.$Properties);
        collectionName: string;
        recommendPoints: qdrant.RecommendPoints[];
        readConsistency: (qdrant.ReadConsistency|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.RecommendBatchPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RecommendBatchPoints & qdrant.RecommendBatchPoints.$Shape;
    }
    namespace RecommendBatchPoints {
        interface $Properties {
            collectionName?: string;
            recommendPoints?: qdrant.RecommendPoints.$Properties[];
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          recommendPoints?: qdrant.RecommendPoints.$Shape[];
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IRecommendPointGroups extends qdrant.RecommendPointGroups.$Properties {
    }
    class RecommendPointGroups {
        constructor(properties?: qdrant.RecommendPointGroups.$Properties);
        collectionName: string;
        positive: qdrant.PointId[];
        negative: qdrant.PointId[];
        filter: qdrant.Filter;
        limit: number;
        withPayload: qdrant.WithPayloadSelector;
        params: qdrant.SearchParams;
        scoreThreshold: (number|null);
        using: (string|null);
        withVectors: (qdrant.WithVectorsSelector|null);
        lookupFrom: (qdrant.LookupLocation|null);
        groupBy: string;
        groupSize: number;
        readConsistency: (qdrant.ReadConsistency|null);
        withLookup: (qdrant.WithLookup|null);
        strategy: (qdrant.RecommendStrategy|null);
        positiveVectors: qdrant.Vector[];
        negativeVectors: qdrant.Vector[];
        timeout: (number|bigint|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        static encode(message: qdrant.RecommendPointGroups.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RecommendPointGroups & qdrant.RecommendPointGroups.$Shape;
    }
    namespace RecommendPointGroups {
        interface $Properties {
            collectionName?: string;
            positive?: qdrant.PointId.$Properties[];
            negative?: qdrant.PointId.$Properties[];
            filter?: qdrant.Filter.$Properties;
            limit?: number;
            withPayload?: qdrant.WithPayloadSelector.$Properties;
            params?: qdrant.SearchParams.$Properties;
            scoreThreshold?: (number|null);
            using?: (string|null);
            withVectors?: (qdrant.WithVectorsSelector.$Properties|null);
            lookupFrom?: (qdrant.LookupLocation.$Properties|null);
            groupBy?: string;
            groupSize?: number;
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            withLookup?: (qdrant.WithLookup.$Properties|null);
            strategy?: (qdrant.RecommendStrategy|null);
            positiveVectors?: qdrant.Vector.$Properties[];
            negativeVectors?: qdrant.Vector.$Properties[];
            timeout?: (number|bigint|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
        }
        type $Shape = {
          collectionName?: string;
          positive?: qdrant.PointId.$Shape[];
          negative?: qdrant.PointId.$Shape[];
          filter?: qdrant.Filter.$Shape;
          limit?: number;
          withPayload?: qdrant.WithPayloadSelector.$Shape;
          params?: qdrant.SearchParams.$Shape;
          scoreThreshold?: number|null;
          using?: string|null;
          withVectors?: qdrant.WithVectorsSelector.$Shape|null;
          lookupFrom?: qdrant.LookupLocation.$Shape|null;
          groupBy?: string;
          groupSize?: number;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          withLookup?: qdrant.WithLookup.$Shape|null;
          strategy?: qdrant.RecommendStrategy|null;
          positiveVectors?: qdrant.Vector.$Shape[];
          negativeVectors?: qdrant.Vector.$Shape[];
          timeout?: number|bigint|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
        };
    }
    interface ITargetVector extends qdrant.TargetVector.$Properties {
    }
    class TargetVector {
        constructor(properties?: qdrant.TargetVector.$Properties);
        single: (qdrant.VectorExample|null);
        target?: "single";
        static encode(message: qdrant.TargetVector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.TargetVector & qdrant.TargetVector.$Shape;
    }
    namespace TargetVector {
        interface $Properties {
            single?: (qdrant.VectorExample.$Properties|null);
            target?: "single";
        }
        type $Shape = {
          single?: qdrant.VectorExample.$Shape|null;
        } & (
          ({ target?: undefined; single?: null }|{ target?: "single"; single: qdrant.VectorExample.$Shape })
        );
    }
    interface IVectorExample extends qdrant.VectorExample.$Properties {
    }
    class VectorExample {
        constructor(properties?: qdrant.VectorExample.$Properties);
        id: (qdrant.PointId|null);
        vector: (qdrant.Vector|null);
        example?: ("id"|"vector");
        static encode(message: qdrant.VectorExample.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.VectorExample & qdrant.VectorExample.$Shape;
    }
    namespace VectorExample {
        interface $Properties {
            id?: (qdrant.PointId.$Properties|null);
            vector?: (qdrant.Vector.$Properties|null);
            example?: ("id"|"vector");
        }
        type $Shape = {
          id?: qdrant.PointId.$Shape|null;
          vector?: qdrant.Vector.$Shape|null;
        } & (
          ({ example?: undefined; id?: null; vector?: null }|{ example?: "id"; id: qdrant.PointId.$Shape; vector?: null }|{ example?: "vector"; id?: null; vector: qdrant.Vector.$Shape })
        );
    }
    interface IContextExamplePair extends qdrant.ContextExamplePair.$Properties {
    }
    class ContextExamplePair {
        constructor(properties?: qdrant.ContextExamplePair.$Properties);
        positive: qdrant.VectorExample;
        negative: qdrant.VectorExample;
        static encode(message: qdrant.ContextExamplePair.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ContextExamplePair & qdrant.ContextExamplePair.$Shape;
    }
    namespace ContextExamplePair {
        interface $Properties {
            positive?: qdrant.VectorExample.$Properties;
            negative?: qdrant.VectorExample.$Properties;
        }
        type $Shape = {
          positive?: qdrant.VectorExample.$Shape;
          negative?: qdrant.VectorExample.$Shape;
        };
    }
    interface IDiscoverPoints extends qdrant.DiscoverPoints.$Properties {
    }
    class DiscoverPoints {
        constructor(properties?: qdrant.DiscoverPoints.$Properties);
        collectionName: string;
        target: qdrant.TargetVector;
        context: qdrant.ContextExamplePair[];
        filter: qdrant.Filter;
        limit: (number|bigint);
        withPayload: qdrant.WithPayloadSelector;
        params: qdrant.SearchParams;
        offset: (number|bigint|null);
        using: (string|null);
        withVectors: (qdrant.WithVectorsSelector|null);
        lookupFrom: (qdrant.LookupLocation|null);
        readConsistency: (qdrant.ReadConsistency|null);
        timeout: (number|bigint|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        static encode(message: qdrant.DiscoverPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DiscoverPoints & qdrant.DiscoverPoints.$Shape;
    }
    namespace DiscoverPoints {
        interface $Properties {
            collectionName?: string;
            target?: qdrant.TargetVector.$Properties;
            context?: qdrant.ContextExamplePair.$Properties[];
            filter?: qdrant.Filter.$Properties;
            limit?: (number|bigint);
            withPayload?: qdrant.WithPayloadSelector.$Properties;
            params?: qdrant.SearchParams.$Properties;
            offset?: (number|bigint|null);
            using?: (string|null);
            withVectors?: (qdrant.WithVectorsSelector.$Properties|null);
            lookupFrom?: (qdrant.LookupLocation.$Properties|null);
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            timeout?: (number|bigint|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
        }
        type $Shape = {
          collectionName?: string;
          target?: qdrant.TargetVector.$Shape;
          context?: qdrant.ContextExamplePair.$Shape[];
          filter?: qdrant.Filter.$Shape;
          limit?: number|bigint;
          withPayload?: qdrant.WithPayloadSelector.$Shape;
          params?: qdrant.SearchParams.$Shape;
          offset?: number|bigint|null;
          using?: string|null;
          withVectors?: qdrant.WithVectorsSelector.$Shape|null;
          lookupFrom?: qdrant.LookupLocation.$Shape|null;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          timeout?: number|bigint|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
        };
    }
    interface IDiscoverBatchPoints extends qdrant.DiscoverBatchPoints.$Properties {
    }
    class DiscoverBatchPoints {
        constructor(properties?: qdrant.DiscoverBatchPoints.$Properties);
        collectionName: string;
        discoverPoints: qdrant.DiscoverPoints[];
        readConsistency: (qdrant.ReadConsistency|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.DiscoverBatchPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DiscoverBatchPoints & qdrant.DiscoverBatchPoints.$Shape;
    }
    namespace DiscoverBatchPoints {
        interface $Properties {
            collectionName?: string;
            discoverPoints?: qdrant.DiscoverPoints.$Properties[];
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          discoverPoints?: qdrant.DiscoverPoints.$Shape[];
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface ICountPoints extends qdrant.CountPoints.$Properties {
    }
    class CountPoints {
        constructor(properties?: qdrant.CountPoints.$Properties);
        collectionName: string;
        filter: qdrant.Filter;
        exact: (boolean|null);
        readConsistency: (qdrant.ReadConsistency|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.CountPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CountPoints & qdrant.CountPoints.$Shape;
    }
    namespace CountPoints {
        interface $Properties {
            collectionName?: string;
            filter?: qdrant.Filter.$Properties;
            exact?: (boolean|null);
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          filter?: qdrant.Filter.$Shape;
          exact?: boolean|null;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IRecommendInput extends qdrant.RecommendInput.$Properties {
    }
    class RecommendInput {
        constructor(properties?: qdrant.RecommendInput.$Properties);
        positive: qdrant.VectorInput[];
        negative: qdrant.VectorInput[];
        strategy: (qdrant.RecommendStrategy|null);
        static encode(message: qdrant.RecommendInput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RecommendInput & qdrant.RecommendInput.$Shape;
    }
    namespace RecommendInput {
        interface $Properties {
            positive?: qdrant.VectorInput.$Properties[];
            negative?: qdrant.VectorInput.$Properties[];
            strategy?: (qdrant.RecommendStrategy|null);
        }
        type $Shape = {
          positive?: qdrant.VectorInput.$Shape[];
          negative?: qdrant.VectorInput.$Shape[];
          strategy?: qdrant.RecommendStrategy|null;
        };
    }
    interface IContextInputPair extends qdrant.ContextInputPair.$Properties {
    }
    class ContextInputPair {
        constructor(properties?: qdrant.ContextInputPair.$Properties);
        positive: qdrant.VectorInput;
        negative: qdrant.VectorInput;
        static encode(message: qdrant.ContextInputPair.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ContextInputPair & qdrant.ContextInputPair.$Shape;
    }
    namespace ContextInputPair {
        interface $Properties {
            positive?: qdrant.VectorInput.$Properties;
            negative?: qdrant.VectorInput.$Properties;
        }
        type $Shape = {
          positive?: qdrant.VectorInput.$Shape;
          negative?: qdrant.VectorInput.$Shape;
        };
    }
    interface IDiscoverInput extends qdrant.DiscoverInput.$Properties {
    }
    class DiscoverInput {
        constructor(properties?: qdrant.DiscoverInput.$Properties);
        target: qdrant.VectorInput;
        context: qdrant.ContextInput;
        static encode(message: qdrant.DiscoverInput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DiscoverInput & qdrant.DiscoverInput.$Shape;
    }
    namespace DiscoverInput {
        interface $Properties {
            target?: qdrant.VectorInput.$Properties;
            context?: qdrant.ContextInput.$Properties;
        }
        type $Shape = {
          target?: qdrant.VectorInput.$Shape;
          context?: qdrant.ContextInput.$Shape;
        };
    }
    interface IContextInput extends qdrant.ContextInput.$Properties {
    }
    class ContextInput {
        constructor(properties?: qdrant.ContextInput.$Properties);
        pairs: qdrant.ContextInputPair[];
        static encode(message: qdrant.ContextInput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ContextInput & qdrant.ContextInput.$Shape;
    }
    namespace ContextInput {
        interface $Properties {
            pairs?: qdrant.ContextInputPair.$Properties[];
        }
        type $Shape = {
          pairs?: qdrant.ContextInputPair.$Shape[];
        };
    }
    interface IRelevanceFeedbackInput extends qdrant.RelevanceFeedbackInput.$Properties {
    }
    class RelevanceFeedbackInput {
        constructor(properties?: qdrant.RelevanceFeedbackInput.$Properties);
        target: qdrant.VectorInput;
        feedback: qdrant.FeedbackItem[];
        strategy: qdrant.FeedbackStrategy;
        static encode(message: qdrant.RelevanceFeedbackInput.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RelevanceFeedbackInput & qdrant.RelevanceFeedbackInput.$Shape;
    }
    namespace RelevanceFeedbackInput {
        interface $Properties {
            target?: qdrant.VectorInput.$Properties;
            feedback?: qdrant.FeedbackItem.$Properties[];
            strategy?: qdrant.FeedbackStrategy.$Properties;
        }
        type $Shape = {
          target?: qdrant.VectorInput.$Shape;
          feedback?: qdrant.FeedbackItem.$Shape[];
          strategy?: qdrant.FeedbackStrategy.$Shape;
        };
    }
    interface IFeedbackItem extends qdrant.FeedbackItem.$Properties {
    }
    class FeedbackItem {
        constructor(properties?: qdrant.FeedbackItem.$Properties);
        example: qdrant.VectorInput;
        score: number;
        static encode(message: qdrant.FeedbackItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.FeedbackItem & qdrant.FeedbackItem.$Shape;
    }
    namespace FeedbackItem {
        interface $Properties {
            example?: qdrant.VectorInput.$Properties;
            score?: number;
        }
        type $Shape = {
          example?: qdrant.VectorInput.$Shape;
          score?: number;
        };
    }
    interface IFeedbackStrategy extends qdrant.FeedbackStrategy.$Properties {
    }
    class FeedbackStrategy {
        constructor(properties?: qdrant.FeedbackStrategy.$Properties);
        naive: (qdrant.NaiveFeedbackStrategy|null);
        variant?: "naive";
        static encode(message: qdrant.FeedbackStrategy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.FeedbackStrategy & qdrant.FeedbackStrategy.$Shape;
    }
    namespace FeedbackStrategy {
        interface $Properties {
            naive?: (qdrant.NaiveFeedbackStrategy.$Properties|null);
            variant?: "naive";
        }
        type $Shape = {
          naive?: qdrant.NaiveFeedbackStrategy.$Shape|null;
        } & (
          ({ variant?: undefined; naive?: null }|{ variant?: "naive"; naive: qdrant.NaiveFeedbackStrategy.$Shape })
        );
    }
    interface INaiveFeedbackStrategy extends qdrant.NaiveFeedbackStrategy.$Properties {
    }
    class NaiveFeedbackStrategy {
        constructor(properties?: qdrant.NaiveFeedbackStrategy.$Properties);
        a: number;
        b: number;
        c: number;
        static encode(message: qdrant.NaiveFeedbackStrategy.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.NaiveFeedbackStrategy & qdrant.NaiveFeedbackStrategy.$Shape;
    }
    namespace NaiveFeedbackStrategy {
        interface $Properties {
            a?: number;
            b?: number;
            c?: number;
        }
        type $Shape = qdrant.NaiveFeedbackStrategy.$Properties;
    }
    interface IFormula extends qdrant.Formula.$Properties {
    }
    class Formula {
        constructor(properties?: qdrant.Formula.$Properties);
        expression: qdrant.Expression;
        defaults: { [k: string]: qdrant.Value };
        static encode(message: qdrant.Formula.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Formula & qdrant.Formula.$Shape;
    }
    namespace Formula {
        interface $Properties {
            expression?: qdrant.Expression.$Properties;
            defaults?: { [k: string]: qdrant.Value.$Properties };
        }
        type $Shape = {
          expression?: qdrant.Expression.$Shape;
          defaults?: { [k: string]: qdrant.Value.$Shape };
        };
    }
    interface IExpression extends qdrant.Expression.$Properties {
    }
    class Expression {
        constructor(properties?: qdrant.Expression.$Properties);
        constant: (number|null);
        variable: (string|null);
        condition: (qdrant.Condition|null);
        geoDistance: (qdrant.GeoDistance|null);
        datetime: (string|null);
        datetimeKey: (string|null);
        mult: (qdrant.MultExpression|null);
        sum: (qdrant.SumExpression|null);
        div: (qdrant.DivExpression|null);
        neg: (qdrant.Expression|null);
        abs: (qdrant.Expression|null);
        sqrt: (qdrant.Expression|null);
        pow: (qdrant.PowExpression|null);
        exp: (qdrant.Expression|null);
        log10: (qdrant.Expression|null);
        ln: (qdrant.Expression|null);
        expDecay: (qdrant.DecayParamsExpression|null);
        gaussDecay: (qdrant.DecayParamsExpression|null);
        linDecay: (qdrant.DecayParamsExpression|null);
        variant?: ("constant"|"variable"|"condition"|"geoDistance"|"datetime"|"datetimeKey"|"mult"|"sum"|"div"|"neg"|"abs"|"sqrt"|"pow"|"exp"|"log10"|"ln"|"expDecay"|"gaussDecay"|"linDecay");
        static encode(message: qdrant.Expression.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Expression & qdrant.Expression.$Shape;
    }
    namespace Expression {
        interface $Properties {
            constant?: (number|null);
            variable?: (string|null);
            condition?: (qdrant.Condition.$Properties|null);
            geoDistance?: (qdrant.GeoDistance.$Properties|null);
            datetime?: (string|null);
            datetimeKey?: (string|null);
            mult?: (qdrant.MultExpression.$Properties|null);
            sum?: (qdrant.SumExpression.$Properties|null);
            div?: (qdrant.DivExpression.$Properties|null);
            neg?: (qdrant.Expression.$Properties|null);
            abs?: (qdrant.Expression.$Properties|null);
            sqrt?: (qdrant.Expression.$Properties|null);
            pow?: (qdrant.PowExpression.$Properties|null);
            exp?: (qdrant.Expression.$Properties|null);
            log10?: (qdrant.Expression.$Properties|null);
            ln?: (qdrant.Expression.$Properties|null);
            expDecay?: (qdrant.DecayParamsExpression.$Properties|null);
            gaussDecay?: (qdrant.DecayParamsExpression.$Properties|null);
            linDecay?: (qdrant.DecayParamsExpression.$Properties|null);
            variant?: ("constant"|"variable"|"condition"|"geoDistance"|"datetime"|"datetimeKey"|"mult"|"sum"|"div"|"neg"|"abs"|"sqrt"|"pow"|"exp"|"log10"|"ln"|"expDecay"|"gaussDecay"|"linDecay");
        }
        type $Shape = {
          constant?: number|null;
          variable?: string|null;
          condition?: qdrant.Condition.$Shape|null;
          geoDistance?: qdrant.GeoDistance.$Shape|null;
          datetime?: string|null;
          datetimeKey?: string|null;
          mult?: qdrant.MultExpression.$Shape|null;
          sum?: qdrant.SumExpression.$Shape|null;
          div?: qdrant.DivExpression.$Shape|null;
          neg?: qdrant.Expression.$Shape|null;
          abs?: qdrant.Expression.$Shape|null;
          sqrt?: qdrant.Expression.$Shape|null;
          pow?: qdrant.PowExpression.$Shape|null;
          exp?: qdrant.Expression.$Shape|null;
          log10?: qdrant.Expression.$Shape|null;
          ln?: qdrant.Expression.$Shape|null;
          expDecay?: qdrant.DecayParamsExpression.$Shape|null;
          gaussDecay?: qdrant.DecayParamsExpression.$Shape|null;
          linDecay?: qdrant.DecayParamsExpression.$Shape|null;
        } & (
          ({ variant?: undefined; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "constant"; constant: number; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "variable"; constant?: null; variable: string; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "condition"; constant?: null; variable?: null; condition: qdrant.Condition.$Shape; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "geoDistance"; constant?: null; variable?: null; condition?: null; geoDistance: qdrant.GeoDistance.$Shape; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "datetime"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime: string; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "datetimeKey"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey: string; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "mult"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult: qdrant.MultExpression.$Shape; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "sum"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum: qdrant.SumExpression.$Shape; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "div"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div: qdrant.DivExpression.$Shape; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "neg"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg: qdrant.Expression.$Shape; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "abs"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs: qdrant.Expression.$Shape; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "sqrt"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt: qdrant.Expression.$Shape; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "pow"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow: qdrant.PowExpression.$Shape; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "exp"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp: qdrant.Expression.$Shape; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "log10"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10: qdrant.Expression.$Shape; ln?: null; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "ln"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln: qdrant.Expression.$Shape; expDecay?: null; gaussDecay?: null; linDecay?: null }|{ variant?: "expDecay"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay: qdrant.DecayParamsExpression.$Shape; gaussDecay?: null; linDecay?: null }|{ variant?: "gaussDecay"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay: qdrant.DecayParamsExpression.$Shape; linDecay?: null }|{ variant?: "linDecay"; constant?: null; variable?: null; condition?: null; geoDistance?: null; datetime?: null; datetimeKey?: null; mult?: null; sum?: null; div?: null; neg?: null; abs?: null; sqrt?: null; pow?: null; exp?: null; log10?: null; ln?: null; expDecay?: null; gaussDecay?: null; linDecay: qdrant.DecayParamsExpression.$Shape })
        );
    }
    interface IGeoDistance extends qdrant.GeoDistance.$Properties {
    }
    class GeoDistance {
        constructor(properties?: qdrant.GeoDistance.$Properties);
        origin: qdrant.GeoPoint;
        to: string;
        static encode(message: qdrant.GeoDistance.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GeoDistance & qdrant.GeoDistance.$Shape;
    }
    namespace GeoDistance {
        interface $Properties {
            origin?: qdrant.GeoPoint.$Properties;
            to?: string;
        }
        type $Shape = qdrant.GeoDistance.$Properties;
    }
    interface IMultExpression extends qdrant.MultExpression.$Properties {
    }
    class MultExpression {
        constructor(properties?: qdrant.MultExpression.$Properties);
        mult: qdrant.Expression[];
        static encode(message: qdrant.MultExpression.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.MultExpression & qdrant.MultExpression.$Shape;
    }
    namespace MultExpression {
        interface $Properties {
            mult?: qdrant.Expression.$Properties[];
        }
        type $Shape = {
          mult?: qdrant.Expression.$Shape[];
        };
    }
    interface ISumExpression extends qdrant.SumExpression.$Properties {
    }
    class SumExpression {
        constructor(properties?: qdrant.SumExpression.$Properties);
        sum: qdrant.Expression[];
        static encode(message: qdrant.SumExpression.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SumExpression & qdrant.SumExpression.$Shape;
    }
    namespace SumExpression {
        interface $Properties {
            sum?: qdrant.Expression.$Properties[];
        }
        type $Shape = {
          sum?: qdrant.Expression.$Shape[];
        };
    }
    interface IDivExpression extends qdrant.DivExpression.$Properties {
    }
    class DivExpression {
        constructor(properties?: qdrant.DivExpression.$Properties);
        left: qdrant.Expression;
        right: qdrant.Expression;
        byZeroDefault: (number|null);
        static encode(message: qdrant.DivExpression.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DivExpression & qdrant.DivExpression.$Shape;
    }
    namespace DivExpression {
        interface $Properties {
            left?: qdrant.Expression.$Properties;
            right?: qdrant.Expression.$Properties;
            byZeroDefault?: (number|null);
        }
        type $Shape = {
          left?: qdrant.Expression.$Shape;
          right?: qdrant.Expression.$Shape;
          byZeroDefault?: number|null;
        };
    }
    interface IPowExpression extends qdrant.PowExpression.$Properties {
    }
    class PowExpression {
        constructor(properties?: qdrant.PowExpression.$Properties);
        base: qdrant.Expression;
        exponent: qdrant.Expression;
        static encode(message: qdrant.PowExpression.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PowExpression & qdrant.PowExpression.$Shape;
    }
    namespace PowExpression {
        interface $Properties {
            base?: qdrant.Expression.$Properties;
            exponent?: qdrant.Expression.$Properties;
        }
        type $Shape = {
          base?: qdrant.Expression.$Shape;
          exponent?: qdrant.Expression.$Shape;
        };
    }
    interface IDecayParamsExpression extends qdrant.DecayParamsExpression.$Properties {
    }
    class DecayParamsExpression {
        constructor(properties?: qdrant.DecayParamsExpression.$Properties);
        x: qdrant.Expression;
        target: (qdrant.Expression|null);
        scale: (number|null);
        midpoint: (number|null);
        static encode(message: qdrant.DecayParamsExpression.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DecayParamsExpression & qdrant.DecayParamsExpression.$Shape;
    }
    namespace DecayParamsExpression {
        interface $Properties {
            x?: qdrant.Expression.$Properties;
            target?: (qdrant.Expression.$Properties|null);
            scale?: (number|null);
            midpoint?: (number|null);
        }
        type $Shape = {
          x?: qdrant.Expression.$Shape;
          target?: qdrant.Expression.$Shape|null;
          scale?: number|null;
          midpoint?: number|null;
        };
    }
    interface INearestInputWithMmr extends qdrant.NearestInputWithMmr.$Properties {
    }
    class NearestInputWithMmr {
        constructor(properties?: qdrant.NearestInputWithMmr.$Properties);
        nearest: qdrant.VectorInput;
        mmr: qdrant.Mmr;
        static encode(message: qdrant.NearestInputWithMmr.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.NearestInputWithMmr & qdrant.NearestInputWithMmr.$Shape;
    }
    namespace NearestInputWithMmr {
        interface $Properties {
            nearest?: qdrant.VectorInput.$Properties;
            mmr?: qdrant.Mmr.$Properties;
        }
        type $Shape = {
          nearest?: qdrant.VectorInput.$Shape;
          mmr?: qdrant.Mmr.$Shape;
        };
    }
    interface IMmr extends qdrant.Mmr.$Properties {
    }
    class Mmr {
        constructor(properties?: qdrant.Mmr.$Properties);
        diversity: (number|null);
        candidatesLimit: (number|null);
        static encode(message: qdrant.Mmr.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Mmr & qdrant.Mmr.$Shape;
    }
    namespace Mmr {
        interface $Properties {
            diversity?: (number|null);
            candidatesLimit?: (number|null);
        }
        type $Shape = qdrant.Mmr.$Properties;
    }
    interface IRrf extends qdrant.Rrf.$Properties {
    }
    class Rrf {
        constructor(properties?: qdrant.Rrf.$Properties);
        k: (number|null);
        weights: number[];
        static encode(message: qdrant.Rrf.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Rrf & qdrant.Rrf.$Shape;
    }
    namespace Rrf {
        interface $Properties {
            k?: (number|null);
            weights?: number[];
        }
        type $Shape = qdrant.Rrf.$Properties;
    }
    interface IQuery extends qdrant.Query.$Properties {
    }
    class Query {
        constructor(properties?: qdrant.Query.$Properties);
        nearest: (qdrant.VectorInput|null);
        recommend: (qdrant.RecommendInput|null);
        discover: (qdrant.DiscoverInput|null);
        context: (qdrant.ContextInput|null);
        orderBy: (qdrant.OrderBy|null);
        fusion: (qdrant.Fusion|null);
        sample: (qdrant.Sample|null);
        formula: (qdrant.Formula|null);
        nearestWithMmr: (qdrant.NearestInputWithMmr|null);
        rrf: (qdrant.Rrf|null);
        relevanceFeedback: (qdrant.RelevanceFeedbackInput|null);
        variant?: ("nearest"|"recommend"|"discover"|"context"|"orderBy"|"fusion"|"sample"|"formula"|"nearestWithMmr"|"rrf"|"relevanceFeedback");
        static encode(message: qdrant.Query.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Query & qdrant.Query.$Shape;
    }
    namespace Query {
        interface $Properties {
            nearest?: (qdrant.VectorInput.$Properties|null);
            recommend?: (qdrant.RecommendInput.$Properties|null);
            discover?: (qdrant.DiscoverInput.$Properties|null);
            context?: (qdrant.ContextInput.$Properties|null);
            orderBy?: (qdrant.OrderBy.$Properties|null);
            fusion?: (qdrant.Fusion|null);
            sample?: (qdrant.Sample|null);
            formula?: (qdrant.Formula.$Properties|null);
            nearestWithMmr?: (qdrant.NearestInputWithMmr.$Properties|null);
            rrf?: (qdrant.Rrf.$Properties|null);
            relevanceFeedback?: (qdrant.RelevanceFeedbackInput.$Properties|null);
            variant?: ("nearest"|"recommend"|"discover"|"context"|"orderBy"|"fusion"|"sample"|"formula"|"nearestWithMmr"|"rrf"|"relevanceFeedback");
        }
        type $Shape = {
          nearest?: qdrant.VectorInput.$Shape|null;
          recommend?: qdrant.RecommendInput.$Shape|null;
          discover?: qdrant.DiscoverInput.$Shape|null;
          context?: qdrant.ContextInput.$Shape|null;
          orderBy?: qdrant.OrderBy.$Shape|null;
          fusion?: qdrant.Fusion|null;
          sample?: qdrant.Sample|null;
          formula?: qdrant.Formula.$Shape|null;
          nearestWithMmr?: qdrant.NearestInputWithMmr.$Shape|null;
          rrf?: qdrant.Rrf.$Shape|null;
          relevanceFeedback?: qdrant.RelevanceFeedbackInput.$Shape|null;
        } & (
          ({ variant?: undefined; nearest?: null; recommend?: null; discover?: null; context?: null; orderBy?: null; fusion?: null; sample?: null; formula?: null; nearestWithMmr?: null; rrf?: null; relevanceFeedback?: null }|{ variant?: "nearest"; nearest: qdrant.VectorInput.$Shape; recommend?: null; discover?: null; context?: null; orderBy?: null; fusion?: null; sample?: null; formula?: null; nearestWithMmr?: null; rrf?: null; relevanceFeedback?: null }|{ variant?: "recommend"; nearest?: null; recommend: qdrant.RecommendInput.$Shape; discover?: null; context?: null; orderBy?: null; fusion?: null; sample?: null; formula?: null; nearestWithMmr?: null; rrf?: null; relevanceFeedback?: null }|{ variant?: "discover"; nearest?: null; recommend?: null; discover: qdrant.DiscoverInput.$Shape; context?: null; orderBy?: null; fusion?: null; sample?: null; formula?: null; nearestWithMmr?: null; rrf?: null; relevanceFeedback?: null }|{ variant?: "context"; nearest?: null; recommend?: null; discover?: null; context: qdrant.ContextInput.$Shape; orderBy?: null; fusion?: null; sample?: null; formula?: null; nearestWithMmr?: null; rrf?: null; relevanceFeedback?: null }|{ variant?: "orderBy"; nearest?: null; recommend?: null; discover?: null; context?: null; orderBy: qdrant.OrderBy.$Shape; fusion?: null; sample?: null; formula?: null; nearestWithMmr?: null; rrf?: null; relevanceFeedback?: null }|{ variant?: "fusion"; nearest?: null; recommend?: null; discover?: null; context?: null; orderBy?: null; fusion: qdrant.Fusion; sample?: null; formula?: null; nearestWithMmr?: null; rrf?: null; relevanceFeedback?: null }|{ variant?: "sample"; nearest?: null; recommend?: null; discover?: null; context?: null; orderBy?: null; fusion?: null; sample: qdrant.Sample; formula?: null; nearestWithMmr?: null; rrf?: null; relevanceFeedback?: null }|{ variant?: "formula"; nearest?: null; recommend?: null; discover?: null; context?: null; orderBy?: null; fusion?: null; sample?: null; formula: qdrant.Formula.$Shape; nearestWithMmr?: null; rrf?: null; relevanceFeedback?: null }|{ variant?: "nearestWithMmr"; nearest?: null; recommend?: null; discover?: null; context?: null; orderBy?: null; fusion?: null; sample?: null; formula?: null; nearestWithMmr: qdrant.NearestInputWithMmr.$Shape; rrf?: null; relevanceFeedback?: null }|{ variant?: "rrf"; nearest?: null; recommend?: null; discover?: null; context?: null; orderBy?: null; fusion?: null; sample?: null; formula?: null; nearestWithMmr?: null; rrf: qdrant.Rrf.$Shape; relevanceFeedback?: null }|{ variant?: "relevanceFeedback"; nearest?: null; recommend?: null; discover?: null; context?: null; orderBy?: null; fusion?: null; sample?: null; formula?: null; nearestWithMmr?: null; rrf?: null; relevanceFeedback: qdrant.RelevanceFeedbackInput.$Shape })
        );
    }
    interface IPrefetchQuery extends qdrant.PrefetchQuery.$Properties {
    }
    class PrefetchQuery {
        constructor(properties?: qdrant.PrefetchQuery.$Properties);
        prefetch: qdrant.PrefetchQuery[];
        query: (qdrant.Query|null);
        using: (string|null);
        filter: (qdrant.Filter|null);
        params: (qdrant.SearchParams|null);
        scoreThreshold: (number|null);
        limit: (number|bigint|null);
        lookupFrom: (qdrant.LookupLocation|null);
        static encode(message: qdrant.PrefetchQuery.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PrefetchQuery & qdrant.PrefetchQuery.$Shape;
    }
    namespace PrefetchQuery {
        interface $Properties {
            prefetch?: qdrant.PrefetchQuery.$Properties[];
            query?: (qdrant.Query.$Properties|null);
            using?: (string|null);
            filter?: (qdrant.Filter.$Properties|null);
            params?: (qdrant.SearchParams.$Properties|null);
            scoreThreshold?: (number|null);
            limit?: (number|bigint|null);
            lookupFrom?: (qdrant.LookupLocation.$Properties|null);
        }
        type $Shape = {
          prefetch?: qdrant.PrefetchQuery.$Shape[];
          query?: qdrant.Query.$Shape|null;
          using?: string|null;
          filter?: qdrant.Filter.$Shape|null;
          params?: qdrant.SearchParams.$Shape|null;
          scoreThreshold?: number|null;
          limit?: number|bigint|null;
          lookupFrom?: qdrant.LookupLocation.$Shape|null;
        };
    }
    interface IQueryPoints extends qdrant.QueryPoints.$Properties {
    }
    class QueryPoints {
        constructor(properties?: qdrant.QueryPoints.$Properties);
        collectionName: string;
        prefetch: qdrant.PrefetchQuery[];
        query: (qdrant.Query|null);
        using: (string|null);
        filter: (qdrant.Filter|null);
        params: (qdrant.SearchParams|null);
        scoreThreshold: (number|null);
        limit: (number|bigint|null);
        offset: (number|bigint|null);
        withVectors: (qdrant.WithVectorsSelector|null);
        withPayload: (qdrant.WithPayloadSelector|null);
        readConsistency: (qdrant.ReadConsistency|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        lookupFrom: (qdrant.LookupLocation|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.QueryPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.QueryPoints & qdrant.QueryPoints.$Shape;
    }
    namespace QueryPoints {
        interface $Properties {
            collectionName?: string;
            prefetch?: qdrant.PrefetchQuery.$Properties[];
            query?: (qdrant.Query.$Properties|null);
            using?: (string|null);
            filter?: (qdrant.Filter.$Properties|null);
            params?: (qdrant.SearchParams.$Properties|null);
            scoreThreshold?: (number|null);
            limit?: (number|bigint|null);
            offset?: (number|bigint|null);
            withVectors?: (qdrant.WithVectorsSelector.$Properties|null);
            withPayload?: (qdrant.WithPayloadSelector.$Properties|null);
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            lookupFrom?: (qdrant.LookupLocation.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          prefetch?: qdrant.PrefetchQuery.$Shape[];
          query?: qdrant.Query.$Shape|null;
          using?: string|null;
          filter?: qdrant.Filter.$Shape|null;
          params?: qdrant.SearchParams.$Shape|null;
          scoreThreshold?: number|null;
          limit?: number|bigint|null;
          offset?: number|bigint|null;
          withVectors?: qdrant.WithVectorsSelector.$Shape|null;
          withPayload?: qdrant.WithPayloadSelector.$Shape|null;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
          lookupFrom?: qdrant.LookupLocation.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IQueryBatchPoints extends qdrant.QueryBatchPoints.$Properties {
    }
    class QueryBatchPoints {
        constructor(properties?: qdrant.QueryBatchPoints.$Properties);
        collectionName: string;
        queryPoints: qdrant.QueryPoints[];
        readConsistency: (qdrant.ReadConsistency|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.QueryBatchPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.QueryBatchPoints & qdrant.QueryBatchPoints.$Shape;
    }
    namespace QueryBatchPoints {
        interface $Properties {
            collectionName?: string;
            queryPoints?: qdrant.QueryPoints.$Properties[];
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          queryPoints?: qdrant.QueryPoints.$Shape[];
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IQueryPointGroups extends qdrant.QueryPointGroups.$Properties {
    }
    class QueryPointGroups {
        constructor(properties?: qdrant.QueryPointGroups.$Properties);
        collectionName: string;
        prefetch: qdrant.PrefetchQuery[];
        query: (qdrant.Query|null);
        using: (string|null);
        filter: (qdrant.Filter|null);
        params: (qdrant.SearchParams|null);
        scoreThreshold: (number|null);
        withPayload: qdrant.WithPayloadSelector;
        withVectors: (qdrant.WithVectorsSelector|null);
        lookupFrom: (qdrant.LookupLocation|null);
        limit: (number|bigint|null);
        groupSize: (number|bigint|null);
        groupBy: string;
        readConsistency: (qdrant.ReadConsistency|null);
        withLookup: (qdrant.WithLookup|null);
        timeout: (number|bigint|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        static encode(message: qdrant.QueryPointGroups.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.QueryPointGroups & qdrant.QueryPointGroups.$Shape;
    }
    namespace QueryPointGroups {
        interface $Properties {
            collectionName?: string;
            prefetch?: qdrant.PrefetchQuery.$Properties[];
            query?: (qdrant.Query.$Properties|null);
            using?: (string|null);
            filter?: (qdrant.Filter.$Properties|null);
            params?: (qdrant.SearchParams.$Properties|null);
            scoreThreshold?: (number|null);
            withPayload?: qdrant.WithPayloadSelector.$Properties;
            withVectors?: (qdrant.WithVectorsSelector.$Properties|null);
            lookupFrom?: (qdrant.LookupLocation.$Properties|null);
            limit?: (number|bigint|null);
            groupSize?: (number|bigint|null);
            groupBy?: string;
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            withLookup?: (qdrant.WithLookup.$Properties|null);
            timeout?: (number|bigint|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
        }
        type $Shape = {
          collectionName?: string;
          prefetch?: qdrant.PrefetchQuery.$Shape[];
          query?: qdrant.Query.$Shape|null;
          using?: string|null;
          filter?: qdrant.Filter.$Shape|null;
          params?: qdrant.SearchParams.$Shape|null;
          scoreThreshold?: number|null;
          withPayload?: qdrant.WithPayloadSelector.$Shape;
          withVectors?: qdrant.WithVectorsSelector.$Shape|null;
          lookupFrom?: qdrant.LookupLocation.$Shape|null;
          limit?: number|bigint|null;
          groupSize?: number|bigint|null;
          groupBy?: string;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          withLookup?: qdrant.WithLookup.$Shape|null;
          timeout?: number|bigint|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
        };
    }
    interface IFacetCounts extends qdrant.FacetCounts.$Properties {
    }
    class FacetCounts {
        constructor(properties?: qdrant.FacetCounts.$Properties);
        collectionName: string;
        key: string;
        filter: (qdrant.Filter|null);
        limit: (number|bigint|null);
        exact: (boolean|null);
        timeout: (number|bigint|null);
        readConsistency: (qdrant.ReadConsistency|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        static encode(message: qdrant.FacetCounts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.FacetCounts & qdrant.FacetCounts.$Shape;
    }
    namespace FacetCounts {
        interface $Properties {
            collectionName?: string;
            key?: string;
            filter?: (qdrant.Filter.$Properties|null);
            limit?: (number|bigint|null);
            exact?: (boolean|null);
            timeout?: (number|bigint|null);
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
        }
        type $Shape = {
          collectionName?: string;
          key?: string;
          filter?: qdrant.Filter.$Shape|null;
          limit?: number|bigint|null;
          exact?: boolean|null;
          timeout?: number|bigint|null;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
        };
    }
    interface IFacetValue extends qdrant.FacetValue.$Properties {
    }
    class FacetValue {
        constructor(properties?: qdrant.FacetValue.$Properties);
        stringValue: (string|null);
        integerValue: (number|bigint|null);
        boolValue: (boolean|null);
        variant?: ("stringValue"|"integerValue"|"boolValue");
        static encode(message: qdrant.FacetValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.FacetValue & qdrant.FacetValue.$Shape;
    }
    namespace FacetValue {
        interface $Properties {
            stringValue?: (string|null);
            integerValue?: (number|bigint|null);
            boolValue?: (boolean|null);
            variant?: ("stringValue"|"integerValue"|"boolValue");
        }
        type $Shape = {
          stringValue?: string|null;
          integerValue?: number|bigint|null;
          boolValue?: boolean|null;
        } & (
          ({ variant?: undefined; stringValue?: null; integerValue?: null; boolValue?: null }|{ variant?: "stringValue"; stringValue: string; integerValue?: null; boolValue?: null }|{ variant?: "integerValue"; stringValue?: null; integerValue: number|bigint; boolValue?: null }|{ variant?: "boolValue"; stringValue?: null; integerValue?: null; boolValue: boolean })
        );
    }
    interface IFacetHit extends qdrant.FacetHit.$Properties {
    }
    class FacetHit {
        constructor(properties?: qdrant.FacetHit.$Properties);
        value: qdrant.FacetValue;
        count: (number|bigint);
        static encode(message: qdrant.FacetHit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.FacetHit & qdrant.FacetHit.$Shape;
    }
    namespace FacetHit {
        interface $Properties {
            value?: qdrant.FacetValue.$Properties;
            count?: (number|bigint);
        }
        type $Shape = {
          value?: qdrant.FacetValue.$Shape;
          count?: number|bigint;
        };
    }
    interface ISearchMatrixPoints extends qdrant.SearchMatrixPoints.$Properties {
    }
    class SearchMatrixPoints {
        constructor(properties?: qdrant.SearchMatrixPoints.$Properties);
        collectionName: string;
        filter: (qdrant.Filter|null);
        sample: (number|bigint|null);
        limit: (number|bigint|null);
        using: (string|null);
        timeout: (number|bigint|null);
        readConsistency: (qdrant.ReadConsistency|null);
        shardKeySelector: (qdrant.ShardKeySelector|null);
        static encode(message: qdrant.SearchMatrixPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchMatrixPoints & qdrant.SearchMatrixPoints.$Shape;
    }
    namespace SearchMatrixPoints {
        interface $Properties {
            collectionName?: string;
            filter?: (qdrant.Filter.$Properties|null);
            sample?: (number|bigint|null);
            limit?: (number|bigint|null);
            using?: (string|null);
            timeout?: (number|bigint|null);
            readConsistency?: (qdrant.ReadConsistency.$Properties|null);
            shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
        }
        type $Shape = {
          collectionName?: string;
          filter?: qdrant.Filter.$Shape|null;
          sample?: number|bigint|null;
          limit?: number|bigint|null;
          using?: string|null;
          timeout?: number|bigint|null;
          readConsistency?: qdrant.ReadConsistency.$Shape|null;
          shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
        };
    }
    interface ISearchMatrixPairs extends qdrant.SearchMatrixPairs.$Properties {
    }
    class SearchMatrixPairs {
        constructor(properties?: qdrant.SearchMatrixPairs.$Properties);
        pairs: qdrant.SearchMatrixPair[];
        static encode(message: qdrant.SearchMatrixPairs.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchMatrixPairs & qdrant.SearchMatrixPairs.$Shape;
    }
    namespace SearchMatrixPairs {
        interface $Properties {
            pairs?: qdrant.SearchMatrixPair.$Properties[];
        }
        type $Shape = {
          pairs?: qdrant.SearchMatrixPair.$Shape[];
        };
    }
    interface ISearchMatrixPair extends qdrant.SearchMatrixPair.$Properties {
    }
    class SearchMatrixPair {
        constructor(properties?: qdrant.SearchMatrixPair.$Properties);
        a: qdrant.PointId;
        b: qdrant.PointId;
        score: number;
        static encode(message: qdrant.SearchMatrixPair.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchMatrixPair & qdrant.SearchMatrixPair.$Shape;
    }
    namespace SearchMatrixPair {
        interface $Properties {
            a?: qdrant.PointId.$Properties;
            b?: qdrant.PointId.$Properties;
            score?: number;
        }
        type $Shape = {
          a?: qdrant.PointId.$Shape;
          b?: qdrant.PointId.$Shape;
          score?: number;
        };
    }
    interface ISearchMatrixOffsets extends qdrant.SearchMatrixOffsets.$Properties {
    }
    class SearchMatrixOffsets {
        constructor(properties?: qdrant.SearchMatrixOffsets.$Properties);
        offsetsRow: (number|bigint)[];
        offsetsCol: (number|bigint)[];
        scores: number[];
        ids: qdrant.PointId[];
        static encode(message: qdrant.SearchMatrixOffsets.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchMatrixOffsets & qdrant.SearchMatrixOffsets.$Shape;
    }
    namespace SearchMatrixOffsets {
        interface $Properties {
            offsetsRow?: (number|bigint)[];
            offsetsCol?: (number|bigint)[];
            scores?: number[];
            ids?: qdrant.PointId.$Properties[];
        }
        type $Shape = {
          offsetsRow?: (number|bigint)[];
          offsetsCol?: (number|bigint)[];
          scores?: number[];
          ids?: qdrant.PointId.$Shape[];
        };
    }
    interface IPointsUpdateOperation extends qdrant.PointsUpdateOperation.$Properties {
    }
    class PointsUpdateOperation {
        constructor(properties?: qdrant.PointsUpdateOperation.$Properties);
        upsert: (qdrant.PointsUpdateOperation.PointStructList|null);
        deleteDeprecated: (qdrant.PointsSelector|null);
        setPayload: (qdrant.PointsUpdateOperation.SetPayload|null);
        overwritePayload: (qdrant.PointsUpdateOperation.OverwritePayload|null);
        deletePayload: (qdrant.PointsUpdateOperation.DeletePayload|null);
        clearPayloadDeprecated: (qdrant.PointsSelector|null);
        updateVectors: (qdrant.PointsUpdateOperation.UpdateVectors|null);
        deleteVectors: (qdrant.PointsUpdateOperation.DeleteVectors|null);
        deletePoints: (qdrant.PointsUpdateOperation.DeletePoints|null);
        clearPayload: (qdrant.PointsUpdateOperation.ClearPayload|null);
        operation?: ("upsert"|"deleteDeprecated"|"setPayload"|"overwritePayload"|"deletePayload"|"clearPayloadDeprecated"|"updateVectors"|"deleteVectors"|"deletePoints"|"clearPayload");
        static encode(message: qdrant.PointsUpdateOperation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsUpdateOperation & qdrant.PointsUpdateOperation.$Shape;
    }
    namespace PointsUpdateOperation {
        interface $Properties {
            upsert?: (qdrant.PointsUpdateOperation.PointStructList.$Properties|null);
            deleteDeprecated?: (qdrant.PointsSelector.$Properties|null);
            setPayload?: (qdrant.PointsUpdateOperation.SetPayload.$Properties|null);
            overwritePayload?: (qdrant.PointsUpdateOperation.OverwritePayload.$Properties|null);
            deletePayload?: (qdrant.PointsUpdateOperation.DeletePayload.$Properties|null);
            clearPayloadDeprecated?: (qdrant.PointsSelector.$Properties|null);
            updateVectors?: (qdrant.PointsUpdateOperation.UpdateVectors.$Properties|null);
            deleteVectors?: (qdrant.PointsUpdateOperation.DeleteVectors.$Properties|null);
            deletePoints?: (qdrant.PointsUpdateOperation.DeletePoints.$Properties|null);
            clearPayload?: (qdrant.PointsUpdateOperation.ClearPayload.$Properties|null);
            operation?: ("upsert"|"deleteDeprecated"|"setPayload"|"overwritePayload"|"deletePayload"|"clearPayloadDeprecated"|"updateVectors"|"deleteVectors"|"deletePoints"|"clearPayload");
        }
        type $Shape = {
          upsert?: qdrant.PointsUpdateOperation.PointStructList.$Shape|null;
          deleteDeprecated?: qdrant.PointsSelector.$Shape|null;
          setPayload?: qdrant.PointsUpdateOperation.SetPayload.$Shape|null;
          overwritePayload?: qdrant.PointsUpdateOperation.OverwritePayload.$Shape|null;
          deletePayload?: qdrant.PointsUpdateOperation.DeletePayload.$Shape|null;
          clearPayloadDeprecated?: qdrant.PointsSelector.$Shape|null;
          updateVectors?: qdrant.PointsUpdateOperation.UpdateVectors.$Shape|null;
          deleteVectors?: qdrant.PointsUpdateOperation.DeleteVectors.$Shape|null;
          deletePoints?: qdrant.PointsUpdateOperation.DeletePoints.$Shape|null;
          clearPayload?: qdrant.PointsUpdateOperation.ClearPayload.$Shape|null;
        } & (
          ({ operation?: undefined; upsert?: null; deleteDeprecated?: null; setPayload?: null; overwritePayload?: null; deletePayload?: null; clearPayloadDeprecated?: null; updateVectors?: null; deleteVectors?: null; deletePoints?: null; clearPayload?: null }|{ operation?: "upsert"; upsert: qdrant.PointsUpdateOperation.PointStructList.$Shape; deleteDeprecated?: null; setPayload?: null; overwritePayload?: null; deletePayload?: null; clearPayloadDeprecated?: null; updateVectors?: null; deleteVectors?: null; deletePoints?: null; clearPayload?: null }|{ operation?: "deleteDeprecated"; upsert?: null; deleteDeprecated: qdrant.PointsSelector.$Shape; setPayload?: null; overwritePayload?: null; deletePayload?: null; clearPayloadDeprecated?: null; updateVectors?: null; deleteVectors?: null; deletePoints?: null; clearPayload?: null }|{ operation?: "setPayload"; upsert?: null; deleteDeprecated?: null; setPayload: qdrant.PointsUpdateOperation.SetPayload.$Shape; overwritePayload?: null; deletePayload?: null; clearPayloadDeprecated?: null; updateVectors?: null; deleteVectors?: null; deletePoints?: null; clearPayload?: null }|{ operation?: "overwritePayload"; upsert?: null; deleteDeprecated?: null; setPayload?: null; overwritePayload: qdrant.PointsUpdateOperation.OverwritePayload.$Shape; deletePayload?: null; clearPayloadDeprecated?: null; updateVectors?: null; deleteVectors?: null; deletePoints?: null; clearPayload?: null }|{ operation?: "deletePayload"; upsert?: null; deleteDeprecated?: null; setPayload?: null; overwritePayload?: null; deletePayload: qdrant.PointsUpdateOperation.DeletePayload.$Shape; clearPayloadDeprecated?: null; updateVectors?: null; deleteVectors?: null; deletePoints?: null; clearPayload?: null }|{ operation?: "clearPayloadDeprecated"; upsert?: null; deleteDeprecated?: null; setPayload?: null; overwritePayload?: null; deletePayload?: null; clearPayloadDeprecated: qdrant.PointsSelector.$Shape; updateVectors?: null; deleteVectors?: null; deletePoints?: null; clearPayload?: null }|{ operation?: "updateVectors"; upsert?: null; deleteDeprecated?: null; setPayload?: null; overwritePayload?: null; deletePayload?: null; clearPayloadDeprecated?: null; updateVectors: qdrant.PointsUpdateOperation.UpdateVectors.$Shape; deleteVectors?: null; deletePoints?: null; clearPayload?: null }|{ operation?: "deleteVectors"; upsert?: null; deleteDeprecated?: null; setPayload?: null; overwritePayload?: null; deletePayload?: null; clearPayloadDeprecated?: null; updateVectors?: null; deleteVectors: qdrant.PointsUpdateOperation.DeleteVectors.$Shape; deletePoints?: null; clearPayload?: null }|{ operation?: "deletePoints"; upsert?: null; deleteDeprecated?: null; setPayload?: null; overwritePayload?: null; deletePayload?: null; clearPayloadDeprecated?: null; updateVectors?: null; deleteVectors?: null; deletePoints: qdrant.PointsUpdateOperation.DeletePoints.$Shape; clearPayload?: null }|{ operation?: "clearPayload"; upsert?: null; deleteDeprecated?: null; setPayload?: null; overwritePayload?: null; deletePayload?: null; clearPayloadDeprecated?: null; updateVectors?: null; deleteVectors?: null; deletePoints?: null; clearPayload: qdrant.PointsUpdateOperation.ClearPayload.$Shape })
        );
        interface IPointStructList extends qdrant.PointsUpdateOperation.PointStructList.$Properties {
        }
        class PointStructList {
            constructor(properties?: qdrant.PointsUpdateOperation.PointStructList.$Properties);
            points: qdrant.PointStruct[];
            shardKeySelector: (qdrant.ShardKeySelector|null);
            updateFilter: (qdrant.Filter|null);
            updateMode: (qdrant.UpdateMode|null);
            static encode(message: qdrant.PointsUpdateOperation.PointStructList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsUpdateOperation.PointStructList & qdrant.PointsUpdateOperation.PointStructList.$Shape;
        }
        namespace PointStructList {
            interface $Properties {
                points?: qdrant.PointStruct.$Properties[];
                shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
                updateFilter?: (qdrant.Filter.$Properties|null);
                updateMode?: (qdrant.UpdateMode|null);
            }
            type $Shape = {
              points?: qdrant.PointStruct.$Shape[];
              shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
              updateFilter?: qdrant.Filter.$Shape|null;
              updateMode?: qdrant.UpdateMode|null;
            };
        }
        interface ISetPayload extends qdrant.PointsUpdateOperation.SetPayload.$Properties {
        }
        class SetPayload {
            constructor(properties?: qdrant.PointsUpdateOperation.SetPayload.$Properties);
            payload: { [k: string]: qdrant.Value };
            pointsSelector: (qdrant.PointsSelector|null);
            shardKeySelector: (qdrant.ShardKeySelector|null);
            key: (string|null);
            static encode(message: qdrant.PointsUpdateOperation.SetPayload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsUpdateOperation.SetPayload & qdrant.PointsUpdateOperation.SetPayload.$Shape;
        }
        namespace SetPayload {
            interface $Properties {
                payload?: { [k: string]: qdrant.Value.$Properties };
                pointsSelector?: (qdrant.PointsSelector.$Properties|null);
                shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
                key?: (string|null);
            }
            type $Shape = {
              payload?: { [k: string]: qdrant.Value.$Shape };
              pointsSelector?: qdrant.PointsSelector.$Shape|null;
              shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
              key?: string|null;
            };
        }
        interface IOverwritePayload extends qdrant.PointsUpdateOperation.OverwritePayload.$Properties {
        }
        class OverwritePayload {
            constructor(properties?: qdrant.PointsUpdateOperation.OverwritePayload.$Properties);
            payload: { [k: string]: qdrant.Value };
            pointsSelector: (qdrant.PointsSelector|null);
            shardKeySelector: (qdrant.ShardKeySelector|null);
            key: (string|null);
            static encode(message: qdrant.PointsUpdateOperation.OverwritePayload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsUpdateOperation.OverwritePayload & qdrant.PointsUpdateOperation.OverwritePayload.$Shape;
        }
        namespace OverwritePayload {
            interface $Properties {
                payload?: { [k: string]: qdrant.Value.$Properties };
                pointsSelector?: (qdrant.PointsSelector.$Properties|null);
                shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
                key?: (string|null);
            }
            type $Shape = {
              payload?: { [k: string]: qdrant.Value.$Shape };
              pointsSelector?: qdrant.PointsSelector.$Shape|null;
              shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
              key?: string|null;
            };
        }
        interface IDeletePayload extends qdrant.PointsUpdateOperation.DeletePayload.$Properties {
        }
        class DeletePayload {
            constructor(properties?: qdrant.PointsUpdateOperation.DeletePayload.$Properties);
            keys: string[];
            pointsSelector: (qdrant.PointsSelector|null);
            shardKeySelector: (qdrant.ShardKeySelector|null);
            static encode(message: qdrant.PointsUpdateOperation.DeletePayload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsUpdateOperation.DeletePayload & qdrant.PointsUpdateOperation.DeletePayload.$Shape;
        }
        namespace DeletePayload {
            interface $Properties {
                keys?: string[];
                pointsSelector?: (qdrant.PointsSelector.$Properties|null);
                shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            }
            type $Shape = {
              keys?: string[];
              pointsSelector?: qdrant.PointsSelector.$Shape|null;
              shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
            };
        }
        interface IUpdateVectors extends qdrant.PointsUpdateOperation.UpdateVectors.$Properties {
        }
        class UpdateVectors {
            constructor(properties?: qdrant.PointsUpdateOperation.UpdateVectors.$Properties);
            points: qdrant.PointVectors[];
            shardKeySelector: (qdrant.ShardKeySelector|null);
            updateFilter: (qdrant.Filter|null);
            static encode(message: qdrant.PointsUpdateOperation.UpdateVectors.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsUpdateOperation.UpdateVectors & qdrant.PointsUpdateOperation.UpdateVectors.$Shape;
        }
        namespace UpdateVectors {
            interface $Properties {
                points?: qdrant.PointVectors.$Properties[];
                shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
                updateFilter?: (qdrant.Filter.$Properties|null);
            }
            type $Shape = {
              points?: qdrant.PointVectors.$Shape[];
              shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
              updateFilter?: qdrant.Filter.$Shape|null;
            };
        }
        interface IDeleteVectors extends qdrant.PointsUpdateOperation.DeleteVectors.$Properties {
        }
        class DeleteVectors {
            constructor(properties?: qdrant.PointsUpdateOperation.DeleteVectors.$Properties);
            pointsSelector: qdrant.PointsSelector;
            vectors: qdrant.VectorsSelector;
            shardKeySelector: (qdrant.ShardKeySelector|null);
            static encode(message: qdrant.PointsUpdateOperation.DeleteVectors.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsUpdateOperation.DeleteVectors & qdrant.PointsUpdateOperation.DeleteVectors.$Shape;
        }
        namespace DeleteVectors {
            interface $Properties {
                pointsSelector?: qdrant.PointsSelector.$Properties;
                vectors?: qdrant.VectorsSelector.$Properties;
                shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            }
            type $Shape = {
              pointsSelector?: qdrant.PointsSelector.$Shape;
              vectors?: qdrant.VectorsSelector.$Shape;
              shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
            };
        }
        interface IDeletePoints extends qdrant.PointsUpdateOperation.DeletePoints.$Properties {
        }
        class DeletePoints {
            constructor(properties?: qdrant.PointsUpdateOperation.DeletePoints.$Properties);
            points: qdrant.PointsSelector;
            shardKeySelector: (qdrant.ShardKeySelector|null);
            static encode(message: qdrant.PointsUpdateOperation.DeletePoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsUpdateOperation.DeletePoints & qdrant.PointsUpdateOperation.DeletePoints.$Shape;
        }
        namespace DeletePoints {
            interface $Properties {
                points?: qdrant.PointsSelector.$Properties;
                shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            }
            type $Shape = {
              points?: qdrant.PointsSelector.$Shape;
              shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
            };
        }
        interface IClearPayload extends qdrant.PointsUpdateOperation.ClearPayload.$Properties {
        }
        class ClearPayload {
            constructor(properties?: qdrant.PointsUpdateOperation.ClearPayload.$Properties);
            points: qdrant.PointsSelector;
            shardKeySelector: (qdrant.ShardKeySelector|null);
            static encode(message: qdrant.PointsUpdateOperation.ClearPayload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsUpdateOperation.ClearPayload & qdrant.PointsUpdateOperation.ClearPayload.$Shape;
        }
        namespace ClearPayload {
            interface $Properties {
                points?: qdrant.PointsSelector.$Properties;
                shardKeySelector?: (qdrant.ShardKeySelector.$Properties|null);
            }
            type $Shape = {
              points?: qdrant.PointsSelector.$Shape;
              shardKeySelector?: qdrant.ShardKeySelector.$Shape|null;
            };
        }
    }
    interface IUpdateBatchPoints extends qdrant.UpdateBatchPoints.$Properties {
    }
    class UpdateBatchPoints {
        constructor(properties?: qdrant.UpdateBatchPoints.$Properties);
        collectionName: string;
        wait: (boolean|null);
        operations: qdrant.PointsUpdateOperation[];
        ordering: (qdrant.WriteOrdering|null);
        timeout: (number|bigint|null);
        static encode(message: qdrant.UpdateBatchPoints.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.UpdateBatchPoints & qdrant.UpdateBatchPoints.$Shape;
    }
    namespace UpdateBatchPoints {
        interface $Properties {
            collectionName?: string;
            wait?: (boolean|null);
            operations?: qdrant.PointsUpdateOperation.$Properties[];
            ordering?: (qdrant.WriteOrdering.$Properties|null);
            timeout?: (number|bigint|null);
        }
        type $Shape = {
          collectionName?: string;
          wait?: boolean|null;
          operations?: qdrant.PointsUpdateOperation.$Shape[];
          ordering?: qdrant.WriteOrdering.$Shape|null;
          timeout?: number|bigint|null;
        };
    }
    interface IPointsOperationResponse extends qdrant.PointsOperationResponse.$Properties {
    }
    class PointsOperationResponse {
        constructor(properties?: qdrant.PointsOperationResponse.$Properties);
        result: qdrant.UpdateResult;
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.PointsOperationResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsOperationResponse & qdrant.PointsOperationResponse.$Shape;
    }
    namespace PointsOperationResponse {
        interface $Properties {
            result?: qdrant.UpdateResult.$Properties;
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = qdrant.PointsOperationResponse.$Properties;
    }
    interface IUpdateResult extends qdrant.UpdateResult.$Properties {
    }
    class UpdateResult {
        constructor(properties?: qdrant.UpdateResult.$Properties);
        operationId: (number|bigint|null);
        status: qdrant.UpdateStatus;
        static encode(message: qdrant.UpdateResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.UpdateResult & qdrant.UpdateResult.$Shape;
    }
    namespace UpdateResult {
        interface $Properties {
            operationId?: (number|bigint|null);
            status?: qdrant.UpdateStatus;
        }
        type $Shape = qdrant.UpdateResult.$Properties;
    }
    interface IOrderValue extends qdrant.OrderValue.$Properties {
    }
    class OrderValue {
        constructor(properties?: qdrant.OrderValue.$Properties);
        int: (number|bigint|null);
        float: (number|null);
        variant?: ("int"|"float");
        static encode(message: qdrant.OrderValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.OrderValue & qdrant.OrderValue.$Shape;
    }
    namespace OrderValue {
        interface $Properties {
            int?: (number|bigint|null);
            float?: (number|null);
            variant?: ("int"|"float");
        }
        type $Shape = {
          int?: number|bigint|null;
          float?: number|null;
        } & (
          ({ variant?: undefined; int?: null; float?: null }|{ variant?: "int"; int: number|bigint; float?: null }|{ variant?: "float"; int?: null; float: number })
        );
    }
    interface IScoredPoint extends qdrant.ScoredPoint.$Properties {
    }
    class ScoredPoint {
        constructor(properties?: qdrant.ScoredPoint.$Properties);
        id: qdrant.PointId;
        payload: { [k: string]: qdrant.Value };
        score: number;
        version: (number|bigint);
        vectors: (qdrant.VectorsOutput|null);
        shardKey: (qdrant.ShardKey|null);
        orderValue: (qdrant.OrderValue|null);
        static encode(message: qdrant.ScoredPoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ScoredPoint & qdrant.ScoredPoint.$Shape;
    }
    namespace ScoredPoint {
        interface $Properties {
            id?: qdrant.PointId.$Properties;
            payload?: { [k: string]: qdrant.Value.$Properties };
            score?: number;
            version?: (number|bigint);
            vectors?: (qdrant.VectorsOutput.$Properties|null);
            shardKey?: (qdrant.ShardKey.$Properties|null);
            orderValue?: (qdrant.OrderValue.$Properties|null);
        }
        type $Shape = {
          id?: qdrant.PointId.$Shape;
          payload?: { [k: string]: qdrant.Value.$Shape };
          score?: number;
          version?: number|bigint;
          vectors?: qdrant.VectorsOutput.$Shape|null;
          shardKey?: qdrant.ShardKey.$Shape|null;
          orderValue?: qdrant.OrderValue.$Shape|null;
        };
    }
    interface IGroupId extends qdrant.GroupId.$Properties {
    }
    class GroupId {
        constructor(properties?: qdrant.GroupId.$Properties);
        unsignedValue: (number|bigint|null);
        integerValue: (number|bigint|null);
        stringValue: (string|null);
        kind?: ("unsignedValue"|"integerValue"|"stringValue");
        static encode(message: qdrant.GroupId.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GroupId & qdrant.GroupId.$Shape;
    }
    namespace GroupId {
        interface $Properties {
            unsignedValue?: (number|bigint|null);
            integerValue?: (number|bigint|null);
            stringValue?: (string|null);
            kind?: ("unsignedValue"|"integerValue"|"stringValue");
        }
        type $Shape = {
          unsignedValue?: number|bigint|null;
          integerValue?: number|bigint|null;
          stringValue?: string|null;
        } & (
          ({ kind?: undefined; unsignedValue?: null; integerValue?: null; stringValue?: null }|{ kind?: "unsignedValue"; unsignedValue: number|bigint; integerValue?: null; stringValue?: null }|{ kind?: "integerValue"; unsignedValue?: null; integerValue: number|bigint; stringValue?: null }|{ kind?: "stringValue"; unsignedValue?: null; integerValue?: null; stringValue: string })
        );
    }
    interface IPointGroup extends qdrant.PointGroup.$Properties {
    }
    class PointGroup {
        constructor(properties?: qdrant.PointGroup.$Properties);
        id: qdrant.GroupId;
        hits: qdrant.ScoredPoint[];
        lookup: qdrant.RetrievedPoint;
        static encode(message: qdrant.PointGroup.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointGroup & qdrant.PointGroup.$Shape;
    }
    namespace PointGroup {
        interface $Properties {
            id?: qdrant.GroupId.$Properties;
            hits?: qdrant.ScoredPoint.$Properties[];
            lookup?: qdrant.RetrievedPoint.$Properties;
        }
        type $Shape = {
          id?: qdrant.GroupId.$Shape;
          hits?: qdrant.ScoredPoint.$Shape[];
          lookup?: qdrant.RetrievedPoint.$Shape;
        };
    }
    interface IGroupsResult extends qdrant.GroupsResult.$Properties {
    }
    class GroupsResult {
        constructor(properties?: qdrant.GroupsResult.$Properties);
        groups: qdrant.PointGroup[];
        static encode(message: qdrant.GroupsResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GroupsResult & qdrant.GroupsResult.$Shape;
    }
    namespace GroupsResult {
        interface $Properties {
            groups?: qdrant.PointGroup.$Properties[];
        }
        type $Shape = {
          groups?: qdrant.PointGroup.$Shape[];
        };
    }
    interface ISearchResponse extends qdrant.SearchResponse.$Properties {
    }
    class SearchResponse {
        constructor(properties?: qdrant.SearchResponse.$Properties);
        result: qdrant.ScoredPoint[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.SearchResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchResponse & qdrant.SearchResponse.$Shape;
    }
    namespace SearchResponse {
        interface $Properties {
            result?: qdrant.ScoredPoint.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.ScoredPoint.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IQueryResponse extends qdrant.QueryResponse.$Properties {
    }
    class QueryResponse {
        constructor(properties?: qdrant.QueryResponse.$Properties);
        result: qdrant.ScoredPoint[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.QueryResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.QueryResponse & qdrant.QueryResponse.$Shape;
    }
    namespace QueryResponse {
        interface $Properties {
            result?: qdrant.ScoredPoint.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.ScoredPoint.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IQueryBatchResponse extends qdrant.QueryBatchResponse.$Properties {
    }
    class QueryBatchResponse {
        constructor(properties?: qdrant.QueryBatchResponse.$Properties);
        result: qdrant.BatchResult[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.QueryBatchResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.QueryBatchResponse & qdrant.QueryBatchResponse.$Shape;
    }
    namespace QueryBatchResponse {
        interface $Properties {
            result?: qdrant.BatchResult.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.BatchResult.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IQueryGroupsResponse extends qdrant.QueryGroupsResponse.$Properties {
    }
    class QueryGroupsResponse {
        constructor(properties?: qdrant.QueryGroupsResponse.$Properties);
        result: qdrant.GroupsResult;
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.QueryGroupsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.QueryGroupsResponse & qdrant.QueryGroupsResponse.$Shape;
    }
    namespace QueryGroupsResponse {
        interface $Properties {
            result?: qdrant.GroupsResult.$Properties;
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.GroupsResult.$Shape;
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IBatchResult extends qdrant.BatchResult.$Properties {
    }
    class BatchResult {
        constructor(properties?: qdrant.BatchResult.$Properties);
        result: qdrant.ScoredPoint[];
        static encode(message: qdrant.BatchResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.BatchResult & qdrant.BatchResult.$Shape;
    }
    namespace BatchResult {
        interface $Properties {
            result?: qdrant.ScoredPoint.$Properties[];
        }
        type $Shape = {
          result?: qdrant.ScoredPoint.$Shape[];
        };
    }
    interface ISearchBatchResponse extends qdrant.SearchBatchResponse.$Properties {
    }
    class SearchBatchResponse {
        constructor(properties?: qdrant.SearchBatchResponse.$Properties);
        result: qdrant.BatchResult[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.SearchBatchResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchBatchResponse & qdrant.SearchBatchResponse.$Shape;
    }
    namespace SearchBatchResponse {
        interface $Properties {
            result?: qdrant.BatchResult.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.BatchResult.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface ISearchGroupsResponse extends qdrant.SearchGroupsResponse.$Properties {
    }
    class SearchGroupsResponse {
        constructor(properties?: qdrant.SearchGroupsResponse.$Properties);
        result: qdrant.GroupsResult;
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.SearchGroupsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchGroupsResponse & qdrant.SearchGroupsResponse.$Shape;
    }
    namespace SearchGroupsResponse {
        interface $Properties {
            result?: qdrant.GroupsResult.$Properties;
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.GroupsResult.$Shape;
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface ICountResponse extends qdrant.CountResponse.$Properties {
    }
    class CountResponse {
        constructor(properties?: qdrant.CountResponse.$Properties);
        result: qdrant.CountResult;
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.CountResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CountResponse & qdrant.CountResponse.$Shape;
    }
    namespace CountResponse {
        interface $Properties {
            result?: qdrant.CountResult.$Properties;
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = qdrant.CountResponse.$Properties;
    }
    interface IScrollResponse extends qdrant.ScrollResponse.$Properties {
    }
    class ScrollResponse {
        constructor(properties?: qdrant.ScrollResponse.$Properties);
        nextPageOffset: (qdrant.PointId|null);
        result: qdrant.RetrievedPoint[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.ScrollResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ScrollResponse & qdrant.ScrollResponse.$Shape;
    }
    namespace ScrollResponse {
        interface $Properties {
            nextPageOffset?: (qdrant.PointId.$Properties|null);
            result?: qdrant.RetrievedPoint.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          nextPageOffset?: qdrant.PointId.$Shape|null;
          result?: qdrant.RetrievedPoint.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface ICountResult extends qdrant.CountResult.$Properties {
    }
    class CountResult {
        constructor(properties?: qdrant.CountResult.$Properties);
        count: (number|bigint);
        static encode(message: qdrant.CountResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CountResult & qdrant.CountResult.$Shape;
    }
    namespace CountResult {
        interface $Properties {
            count?: (number|bigint);
        }
        type $Shape = qdrant.CountResult.$Properties;
    }
    interface IRetrievedPoint extends qdrant.RetrievedPoint.$Properties {
    }
    class RetrievedPoint {
        constructor(properties?: qdrant.RetrievedPoint.$Properties);
        id: qdrant.PointId;
        payload: { [k: string]: qdrant.Value };
        vectors: (qdrant.VectorsOutput|null);
        shardKey: (qdrant.ShardKey|null);
        orderValue: (qdrant.OrderValue|null);
        static encode(message: qdrant.RetrievedPoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RetrievedPoint & qdrant.RetrievedPoint.$Shape;
    }
    namespace RetrievedPoint {
        interface $Properties {
            id?: qdrant.PointId.$Properties;
            payload?: { [k: string]: qdrant.Value.$Properties };
            vectors?: (qdrant.VectorsOutput.$Properties|null);
            shardKey?: (qdrant.ShardKey.$Properties|null);
            orderValue?: (qdrant.OrderValue.$Properties|null);
        }
        type $Shape = {
          id?: qdrant.PointId.$Shape;
          payload?: { [k: string]: qdrant.Value.$Shape };
          vectors?: qdrant.VectorsOutput.$Shape|null;
          shardKey?: qdrant.ShardKey.$Shape|null;
          orderValue?: qdrant.OrderValue.$Shape|null;
        };
    }
    interface IGetResponse extends qdrant.GetResponse.$Properties {
    }
    class GetResponse {
        constructor(properties?: qdrant.GetResponse.$Properties);
        result: qdrant.RetrievedPoint[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.GetResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.GetResponse & qdrant.GetResponse.$Shape;
    }
    namespace GetResponse {
        interface $Properties {
            result?: qdrant.RetrievedPoint.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.RetrievedPoint.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IRecommendResponse extends qdrant.RecommendResponse.$Properties {
    }
    class RecommendResponse {
        constructor(properties?: qdrant.RecommendResponse.$Properties);
        result: qdrant.ScoredPoint[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.RecommendResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RecommendResponse & qdrant.RecommendResponse.$Shape;
    }
    namespace RecommendResponse {
        interface $Properties {
            result?: qdrant.ScoredPoint.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.ScoredPoint.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IRecommendBatchResponse extends qdrant.RecommendBatchResponse.$Properties {
    }
    class RecommendBatchResponse {
        constructor(properties?: qdrant.RecommendBatchResponse.$Properties);
        result: qdrant.BatchResult[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.RecommendBatchResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RecommendBatchResponse & qdrant.RecommendBatchResponse.$Shape;
    }
    namespace RecommendBatchResponse {
        interface $Properties {
            result?: qdrant.BatchResult.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.BatchResult.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IDiscoverResponse extends qdrant.DiscoverResponse.$Properties {
    }
    class DiscoverResponse {
        constructor(properties?: qdrant.DiscoverResponse.$Properties);
        result: qdrant.ScoredPoint[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.DiscoverResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DiscoverResponse & qdrant.DiscoverResponse.$Shape;
    }
    namespace DiscoverResponse {
        interface $Properties {
            result?: qdrant.ScoredPoint.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.ScoredPoint.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IDiscoverBatchResponse extends qdrant.DiscoverBatchResponse.$Properties {
    }
    class DiscoverBatchResponse {
        constructor(properties?: qdrant.DiscoverBatchResponse.$Properties);
        result: qdrant.BatchResult[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.DiscoverBatchResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DiscoverBatchResponse & qdrant.DiscoverBatchResponse.$Shape;
    }
    namespace DiscoverBatchResponse {
        interface $Properties {
            result?: qdrant.BatchResult.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.BatchResult.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IRecommendGroupsResponse extends qdrant.RecommendGroupsResponse.$Properties {
    }
    class RecommendGroupsResponse {
        constructor(properties?: qdrant.RecommendGroupsResponse.$Properties);
        result: qdrant.GroupsResult;
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.RecommendGroupsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.RecommendGroupsResponse & qdrant.RecommendGroupsResponse.$Shape;
    }
    namespace RecommendGroupsResponse {
        interface $Properties {
            result?: qdrant.GroupsResult.$Properties;
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.GroupsResult.$Shape;
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IUpdateBatchResponse extends qdrant.UpdateBatchResponse.$Properties {
    }
    class UpdateBatchResponse {
        constructor(properties?: qdrant.UpdateBatchResponse.$Properties);
        result: qdrant.UpdateResult[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.UpdateBatchResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.UpdateBatchResponse & qdrant.UpdateBatchResponse.$Shape;
    }
    namespace UpdateBatchResponse {
        interface $Properties {
            result?: qdrant.UpdateResult.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = qdrant.UpdateBatchResponse.$Properties;
    }
    interface IFacetResponse extends qdrant.FacetResponse.$Properties {
    }
    class FacetResponse {
        constructor(properties?: qdrant.FacetResponse.$Properties);
        hits: qdrant.FacetHit[];
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.FacetResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.FacetResponse & qdrant.FacetResponse.$Shape;
    }
    namespace FacetResponse {
        interface $Properties {
            hits?: qdrant.FacetHit.$Properties[];
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          hits?: qdrant.FacetHit.$Shape[];
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface ISearchMatrixPairsResponse extends qdrant.SearchMatrixPairsResponse.$Properties {
    }
    class SearchMatrixPairsResponse {
        constructor(properties?: qdrant.SearchMatrixPairsResponse.$Properties);
        result: qdrant.SearchMatrixPairs;
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.SearchMatrixPairsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchMatrixPairsResponse & qdrant.SearchMatrixPairsResponse.$Shape;
    }
    namespace SearchMatrixPairsResponse {
        interface $Properties {
            result?: qdrant.SearchMatrixPairs.$Properties;
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.SearchMatrixPairs.$Shape;
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface ISearchMatrixOffsetsResponse extends qdrant.SearchMatrixOffsetsResponse.$Properties {
    }
    class SearchMatrixOffsetsResponse {
        constructor(properties?: qdrant.SearchMatrixOffsetsResponse.$Properties);
        result: qdrant.SearchMatrixOffsets;
        time: number;
        usage: (qdrant.Usage|null);
        static encode(message: qdrant.SearchMatrixOffsetsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SearchMatrixOffsetsResponse & qdrant.SearchMatrixOffsetsResponse.$Shape;
    }
    namespace SearchMatrixOffsetsResponse {
        interface $Properties {
            result?: qdrant.SearchMatrixOffsets.$Properties;
            time?: number;
            usage?: (qdrant.Usage.$Properties|null);
        }
        type $Shape = {
          result?: qdrant.SearchMatrixOffsets.$Shape;
          time?: number;
          usage?: qdrant.Usage.$Shape|null;
        };
    }
    interface IPointsSelector extends qdrant.PointsSelector.$Properties {
    }
    class PointsSelector {
        constructor(properties?: qdrant.PointsSelector.$Properties);
        points: (qdrant.PointsIdsList|null);
        filter: (qdrant.Filter|null);
        pointsSelectorOneOf?: ("points"|"filter");
        static encode(message: qdrant.PointsSelector.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsSelector & qdrant.PointsSelector.$Shape;
    }
    namespace PointsSelector {
        interface $Properties {
            points?: (qdrant.PointsIdsList.$Properties|null);
            filter?: (qdrant.Filter.$Properties|null);
            pointsSelectorOneOf?: ("points"|"filter");
        }
        type $Shape = {
          points?: qdrant.PointsIdsList.$Shape|null;
          filter?: qdrant.Filter.$Shape|null;
        } & (
          ({ pointsSelectorOneOf?: undefined; points?: null; filter?: null }|{ pointsSelectorOneOf?: "points"; points: qdrant.PointsIdsList.$Shape; filter?: null }|{ pointsSelectorOneOf?: "filter"; points?: null; filter: qdrant.Filter.$Shape })
        );
    }
    interface IPointsIdsList extends qdrant.PointsIdsList.$Properties {
    }
    class PointsIdsList {
        constructor(properties?: qdrant.PointsIdsList.$Properties);
        ids: qdrant.PointId[];
        static encode(message: qdrant.PointsIdsList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointsIdsList & qdrant.PointsIdsList.$Shape;
    }
    namespace PointsIdsList {
        interface $Properties {
            ids?: qdrant.PointId.$Properties[];
        }
        type $Shape = {
          ids?: qdrant.PointId.$Shape[];
        };
    }
    interface IPointStruct extends qdrant.PointStruct.$Properties {
    }
    class PointStruct {
        constructor(properties?: qdrant.PointStruct.$Properties);
        id: qdrant.PointId;
        payload: { [k: string]: qdrant.Value };
        vectors: (qdrant.Vectors|null);
        static encode(message: qdrant.PointStruct.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.PointStruct & qdrant.PointStruct.$Shape;
    }
    namespace PointStruct {
        interface $Properties {
            id?: qdrant.PointId.$Properties;
            payload?: { [k: string]: qdrant.Value.$Properties };
            vectors?: (qdrant.Vectors.$Properties|null);
        }
        type $Shape = {
          id?: qdrant.PointId.$Shape;
          payload?: { [k: string]: qdrant.Value.$Shape };
          vectors?: qdrant.Vectors.$Shape|null;
        };
    }
    interface IUsage extends qdrant.Usage.$Properties {
    }
    class Usage {
        constructor(properties?: qdrant.Usage.$Properties);
        hardware: (qdrant.HardwareUsage|null);
        inference: (qdrant.InferenceUsage|null);
        static encode(message: qdrant.Usage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.Usage & qdrant.Usage.$Shape;
    }
    namespace Usage {
        interface $Properties {
            hardware?: (qdrant.HardwareUsage.$Properties|null);
            inference?: (qdrant.InferenceUsage.$Properties|null);
        }
        type $Shape = qdrant.Usage.$Properties;
    }
    interface IInferenceUsage extends qdrant.InferenceUsage.$Properties {
    }
    class InferenceUsage {
        constructor(properties?: qdrant.InferenceUsage.$Properties);
        models: { [k: string]: qdrant.ModelUsage };
        static encode(message: qdrant.InferenceUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.InferenceUsage & qdrant.InferenceUsage.$Shape;
    }
    namespace InferenceUsage {
        interface $Properties {
            models?: { [k: string]: qdrant.ModelUsage.$Properties };
        }
        type $Shape = qdrant.InferenceUsage.$Properties;
    }
    interface IModelUsage extends qdrant.ModelUsage.$Properties {
    }
    class ModelUsage {
        constructor(properties?: qdrant.ModelUsage.$Properties);
        tokens: (number|bigint);
        static encode(message: qdrant.ModelUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ModelUsage & qdrant.ModelUsage.$Shape;
    }
    namespace ModelUsage {
        interface $Properties {
            tokens?: (number|bigint);
        }
        type $Shape = qdrant.ModelUsage.$Properties;
    }
    interface IHardwareUsage extends qdrant.HardwareUsage.$Properties {
    }
    class HardwareUsage {
        constructor(properties?: qdrant.HardwareUsage.$Properties);
        cpu: (number|bigint);
        payloadIoRead: (number|bigint);
        payloadIoWrite: (number|bigint);
        payloadIndexIoRead: (number|bigint);
        payloadIndexIoWrite: (number|bigint);
        vectorIoRead: (number|bigint);
        vectorIoWrite: (number|bigint);
        static encode(message: qdrant.HardwareUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.HardwareUsage & qdrant.HardwareUsage.$Shape;
    }
    namespace HardwareUsage {
        interface $Properties {
            cpu?: (number|bigint);
            payloadIoRead?: (number|bigint);
            payloadIoWrite?: (number|bigint);
            payloadIndexIoRead?: (number|bigint);
            payloadIndexIoWrite?: (number|bigint);
            vectorIoRead?: (number|bigint);
            vectorIoWrite?: (number|bigint);
        }
        type $Shape = qdrant.HardwareUsage.$Properties;
    }
    interface ICreateFullSnapshotRequest extends qdrant.CreateFullSnapshotRequest.$Properties {
    }
    class CreateFullSnapshotRequest {
        constructor(properties?: qdrant.CreateFullSnapshotRequest.$Properties);
        static encode(message: qdrant.CreateFullSnapshotRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CreateFullSnapshotRequest & qdrant.CreateFullSnapshotRequest.$Shape;
    }
    namespace CreateFullSnapshotRequest {
        interface $Properties {
        }
        type $Shape = qdrant.CreateFullSnapshotRequest.$Properties;
    }
    interface IListFullSnapshotsRequest extends qdrant.ListFullSnapshotsRequest.$Properties {
    }
    class ListFullSnapshotsRequest {
        constructor(properties?: qdrant.ListFullSnapshotsRequest.$Properties);
        static encode(message: qdrant.ListFullSnapshotsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListFullSnapshotsRequest & qdrant.ListFullSnapshotsRequest.$Shape;
    }
    namespace ListFullSnapshotsRequest {
        interface $Properties {
        }
        type $Shape = qdrant.ListFullSnapshotsRequest.$Properties;
    }
    interface IDeleteFullSnapshotRequest extends qdrant.DeleteFullSnapshotRequest.$Properties {
    }
    class DeleteFullSnapshotRequest {
        constructor(properties?: qdrant.DeleteFullSnapshotRequest.$Properties);
        snapshotName: string;
        static encode(message: qdrant.DeleteFullSnapshotRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeleteFullSnapshotRequest & qdrant.DeleteFullSnapshotRequest.$Shape;
    }
    namespace DeleteFullSnapshotRequest {
        interface $Properties {
            snapshotName?: string;
        }
        type $Shape = qdrant.DeleteFullSnapshotRequest.$Properties;
    }
    interface ICreateSnapshotRequest extends qdrant.CreateSnapshotRequest.$Properties {
    }
    class CreateSnapshotRequest {
        constructor(properties?: qdrant.CreateSnapshotRequest.$Properties);
        collectionName: string;
        static encode(message: qdrant.CreateSnapshotRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CreateSnapshotRequest & qdrant.CreateSnapshotRequest.$Shape;
    }
    namespace CreateSnapshotRequest {
        interface $Properties {
            collectionName?: string;
        }
        type $Shape = qdrant.CreateSnapshotRequest.$Properties;
    }
    interface IListSnapshotsRequest extends qdrant.ListSnapshotsRequest.$Properties {
    }
    class ListSnapshotsRequest {
        constructor(properties?: qdrant.ListSnapshotsRequest.$Properties);
        collectionName: string;
        static encode(message: qdrant.ListSnapshotsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListSnapshotsRequest & qdrant.ListSnapshotsRequest.$Shape;
    }
    namespace ListSnapshotsRequest {
        interface $Properties {
            collectionName?: string;
        }
        type $Shape = qdrant.ListSnapshotsRequest.$Properties;
    }
    interface IDeleteSnapshotRequest extends qdrant.DeleteSnapshotRequest.$Properties {
    }
    class DeleteSnapshotRequest {
        constructor(properties?: qdrant.DeleteSnapshotRequest.$Properties);
        collectionName: string;
        snapshotName: string;
        static encode(message: qdrant.DeleteSnapshotRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeleteSnapshotRequest & qdrant.DeleteSnapshotRequest.$Shape;
    }
    namespace DeleteSnapshotRequest {
        interface $Properties {
            collectionName?: string;
            snapshotName?: string;
        }
        type $Shape = qdrant.DeleteSnapshotRequest.$Properties;
    }
    interface ISnapshotDescription extends qdrant.SnapshotDescription.$Properties {
    }
    class SnapshotDescription {
        constructor(properties?: qdrant.SnapshotDescription.$Properties);
        name: string;
        creationTime: google.protobuf.Timestamp;
        size: (number|bigint);
        checksum: (string|null);
        static encode(message: qdrant.SnapshotDescription.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.SnapshotDescription & qdrant.SnapshotDescription.$Shape;
    }
    namespace SnapshotDescription {
        interface $Properties {
            name?: string;
            creationTime?: google.protobuf.Timestamp.$Properties;
            size?: (number|bigint);
            checksum?: (string|null);
        }
        type $Shape = qdrant.SnapshotDescription.$Properties;
    }
    interface ICreateSnapshotResponse extends qdrant.CreateSnapshotResponse.$Properties {
    }
    class CreateSnapshotResponse {
        constructor(properties?: qdrant.CreateSnapshotResponse.$Properties);
        snapshotDescription: qdrant.SnapshotDescription;
        time: number;
        static encode(message: qdrant.CreateSnapshotResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.CreateSnapshotResponse & qdrant.CreateSnapshotResponse.$Shape;
    }
    namespace CreateSnapshotResponse {
        interface $Properties {
            snapshotDescription?: qdrant.SnapshotDescription.$Properties;
            time?: number;
        }
        type $Shape = qdrant.CreateSnapshotResponse.$Properties;
    }
    interface IListSnapshotsResponse extends qdrant.ListSnapshotsResponse.$Properties {
    }
    class ListSnapshotsResponse {
        constructor(properties?: qdrant.ListSnapshotsResponse.$Properties);
        snapshotDescriptions: qdrant.SnapshotDescription[];
        time: number;
        static encode(message: qdrant.ListSnapshotsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.ListSnapshotsResponse & qdrant.ListSnapshotsResponse.$Shape;
    }
    namespace ListSnapshotsResponse {
        interface $Properties {
            snapshotDescriptions?: qdrant.SnapshotDescription.$Properties[];
            time?: number;
        }
        type $Shape = qdrant.ListSnapshotsResponse.$Properties;
    }
    interface IDeleteSnapshotResponse extends qdrant.DeleteSnapshotResponse.$Properties {
    }
    class DeleteSnapshotResponse {
        constructor(properties?: qdrant.DeleteSnapshotResponse.$Properties);
        time: number;
        static encode(message: qdrant.DeleteSnapshotResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.DeleteSnapshotResponse & qdrant.DeleteSnapshotResponse.$Shape;
    }
    namespace DeleteSnapshotResponse {
        interface $Properties {
            time?: number;
        }
        type $Shape = qdrant.DeleteSnapshotResponse.$Properties;
    }
    interface IHealthCheckRequest extends qdrant.HealthCheckRequest.$Properties {
    }
    class HealthCheckRequest {
        constructor(properties?: qdrant.HealthCheckRequest.$Properties);
        static encode(message: qdrant.HealthCheckRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.HealthCheckRequest & qdrant.HealthCheckRequest.$Shape;
    }
    namespace HealthCheckRequest {
        interface $Properties {
        }
        type $Shape = qdrant.HealthCheckRequest.$Properties;
    }
    interface IHealthCheckReply extends qdrant.HealthCheckReply.$Properties {
    }
    class HealthCheckReply {
        constructor(properties?: qdrant.HealthCheckReply.$Properties);
        title: string;
        version: string;
        commit: (string|null);
        static encode(message: qdrant.HealthCheckReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): qdrant.HealthCheckReply & qdrant.HealthCheckReply.$Shape;
    }
    namespace HealthCheckReply {
        interface $Properties {
            title?: string;
            version?: string;
            commit?: (string|null);
        }
        type $Shape = qdrant.HealthCheckReply.$Properties;
    }
}
export namespace google {
    namespace protobuf {
        interface ITimestamp extends google.protobuf.Timestamp.$Properties {
        }
        class Timestamp {
            constructor(properties?: google.protobuf.Timestamp.$Properties);
            seconds: (number|bigint);
            nanos: number;
            static encode(message: google.protobuf.Timestamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape;
        }
        namespace Timestamp {
            interface $Properties {
                seconds?: (number|bigint);
                nanos?: number;
            }
            type $Shape = google.protobuf.Timestamp.$Properties;
        }
    }
}
export namespace grpc {
    namespace health {
        namespace v1 {
            interface IHealthCheckRequest extends grpc.health.v1.HealthCheckRequest.$Properties {
            }
            class HealthCheckRequest {
                constructor(properties?: grpc.health.v1.HealthCheckRequest.$Properties);
                service: string;
                static encode(message: grpc.health.v1.HealthCheckRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.health.v1.HealthCheckRequest & grpc.health.v1.HealthCheckRequest.$Shape;
            }
            namespace HealthCheckRequest {
                interface $Properties {
                    service?: string;
                }
                type $Shape = grpc.health.v1.HealthCheckRequest.$Properties;
            }
            interface IHealthCheckResponse extends grpc.health.v1.HealthCheckResponse.$Properties {
            }
            class HealthCheckResponse {
                constructor(properties?: grpc.health.v1.HealthCheckResponse.$Properties);
                status: grpc.health.v1.HealthCheckResponse.ServingStatus;
                static encode(message: grpc.health.v1.HealthCheckResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.health.v1.HealthCheckResponse & grpc.health.v1.HealthCheckResponse.$Shape;
            }
            namespace HealthCheckResponse {
                interface $Properties {
                    status?: grpc.health.v1.HealthCheckResponse.ServingStatus;
                }
                type $Shape = grpc.health.v1.HealthCheckResponse.$Properties;
                enum ServingStatus {
                    UNKNOWN = 0,
                    SERVING = 1,
                    NOT_SERVING = 2,
                    SERVICE_UNKNOWN = 3
                }
            }
        }
    }
    namespace reflection {
        namespace v1 {
            interface IServerReflectionRequest extends grpc.reflection.v1.ServerReflectionRequest.$Properties {
            }
            class ServerReflectionRequest {
                constructor(properties?: grpc.reflection.v1.ServerReflectionRequest.$Properties);
                host: string;
                fileByFilename: (string|null);
                fileContainingSymbol: (string|null);
                fileContainingExtension: (grpc.reflection.v1.ExtensionRequest|null);
                allExtensionNumbersOfType: (string|null);
                listServices: (string|null);
                messageRequest?: ("fileByFilename"|"fileContainingSymbol"|"fileContainingExtension"|"allExtensionNumbersOfType"|"listServices");
                static encode(message: grpc.reflection.v1.ServerReflectionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ServerReflectionRequest & grpc.reflection.v1.ServerReflectionRequest.$Shape;
            }
            namespace ServerReflectionRequest {
                interface $Properties {
                    host?: string;
                    fileByFilename?: (string|null);
                    fileContainingSymbol?: (string|null);
                    fileContainingExtension?: (grpc.reflection.v1.ExtensionRequest.$Properties|null);
                    allExtensionNumbersOfType?: (string|null);
                    listServices?: (string|null);
                    messageRequest?: ("fileByFilename"|"fileContainingSymbol"|"fileContainingExtension"|"allExtensionNumbersOfType"|"listServices");
                }
                type $Shape = {
                  host?: string;
                  fileByFilename?: string|null;
                  fileContainingSymbol?: string|null;
                  fileContainingExtension?: grpc.reflection.v1.ExtensionRequest.$Shape|null;
                  allExtensionNumbersOfType?: string|null;
                  listServices?: string|null;
                } & (
                  ({ messageRequest?: undefined; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "fileByFilename"; fileByFilename: string; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "fileContainingSymbol"; fileByFilename?: null; fileContainingSymbol: string; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "fileContainingExtension"; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension: grpc.reflection.v1.ExtensionRequest.$Shape; allExtensionNumbersOfType?: null; listServices?: null }|{ messageRequest?: "allExtensionNumbersOfType"; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType: string; listServices?: null }|{ messageRequest?: "listServices"; fileByFilename?: null; fileContainingSymbol?: null; fileContainingExtension?: null; allExtensionNumbersOfType?: null; listServices: string })
                );
            }
            interface IExtensionRequest extends grpc.reflection.v1.ExtensionRequest.$Properties {
            }
            class ExtensionRequest {
                constructor(properties?: grpc.reflection.v1.ExtensionRequest.$Properties);
                containingType: string;
                extensionNumber: number;
                static encode(message: grpc.reflection.v1.ExtensionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ExtensionRequest & grpc.reflection.v1.ExtensionRequest.$Shape;
            }
            namespace ExtensionRequest {
                interface $Properties {
                    containingType?: string;
                    extensionNumber?: number;
                }
                type $Shape = grpc.reflection.v1.ExtensionRequest.$Properties;
            }
            interface IServerReflectionResponse extends grpc.reflection.v1.ServerReflectionResponse.$Properties {
            }
            class ServerReflectionResponse {
                constructor(properties?: grpc.reflection.v1.ServerReflectionResponse.$Properties);
                validHost: string;
                originalRequest: grpc.reflection.v1.ServerReflectionRequest;
                fileDescriptorResponse: (grpc.reflection.v1.FileDescriptorResponse|null);
                allExtensionNumbersResponse: (grpc.reflection.v1.ExtensionNumberResponse|null);
                listServicesResponse: (grpc.reflection.v1.ListServiceResponse|null);
                errorResponse: (grpc.reflection.v1.ErrorResponse|null);
                messageResponse?: ("fileDescriptorResponse"|"allExtensionNumbersResponse"|"listServicesResponse"|"errorResponse");
                static encode(message: grpc.reflection.v1.ServerReflectionResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ServerReflectionResponse & grpc.reflection.v1.ServerReflectionResponse.$Shape;
            }
            namespace ServerReflectionResponse {
                interface $Properties {
                    validHost?: string;
                    originalRequest?: grpc.reflection.v1.ServerReflectionRequest.$Properties;
                    fileDescriptorResponse?: (grpc.reflection.v1.FileDescriptorResponse.$Properties|null);
                    allExtensionNumbersResponse?: (grpc.reflection.v1.ExtensionNumberResponse.$Properties|null);
                    listServicesResponse?: (grpc.reflection.v1.ListServiceResponse.$Properties|null);
                    errorResponse?: (grpc.reflection.v1.ErrorResponse.$Properties|null);
                    messageResponse?: ("fileDescriptorResponse"|"allExtensionNumbersResponse"|"listServicesResponse"|"errorResponse");
                }
                type $Shape = {
                  validHost?: string;
                  originalRequest?: grpc.reflection.v1.ServerReflectionRequest.$Shape;
                  fileDescriptorResponse?: grpc.reflection.v1.FileDescriptorResponse.$Shape|null;
                  allExtensionNumbersResponse?: grpc.reflection.v1.ExtensionNumberResponse.$Shape|null;
                  listServicesResponse?: grpc.reflection.v1.ListServiceResponse.$Shape|null;
                  errorResponse?: grpc.reflection.v1.ErrorResponse.$Shape|null;
                } & (
                  ({ messageResponse?: undefined; fileDescriptorResponse?: null; allExtensionNumbersResponse?: null; listServicesResponse?: null; errorResponse?: null }|{ messageResponse?: "fileDescriptorResponse"; fileDescriptorResponse: grpc.reflection.v1.FileDescriptorResponse.$Shape; allExtensionNumbersResponse?: null; listServicesResponse?: null; errorResponse?: null }|{ messageResponse?: "allExtensionNumbersResponse"; fileDescriptorResponse?: null; allExtensionNumbersResponse: grpc.reflection.v1.ExtensionNumberResponse.$Shape; listServicesResponse?: null; errorResponse?: null }|{ messageResponse?: "listServicesResponse"; fileDescriptorResponse?: null; allExtensionNumbersResponse?: null; listServicesResponse: grpc.reflection.v1.ListServiceResponse.$Shape; errorResponse?: null }|{ messageResponse?: "errorResponse"; fileDescriptorResponse?: null; allExtensionNumbersResponse?: null; listServicesResponse?: null; errorResponse: grpc.reflection.v1.ErrorResponse.$Shape })
                );
            }
            interface IFileDescriptorResponse extends grpc.reflection.v1.FileDescriptorResponse.$Properties {
            }
            class FileDescriptorResponse {
                constructor(properties?: grpc.reflection.v1.FileDescriptorResponse.$Properties);
                fileDescriptorProto: Uint8Array[];
                static encode(message: grpc.reflection.v1.FileDescriptorResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.FileDescriptorResponse & grpc.reflection.v1.FileDescriptorResponse.$Shape;
            }
            namespace FileDescriptorResponse {
                interface $Properties {
                    fileDescriptorProto?: Uint8Array[];
                }
                type $Shape = grpc.reflection.v1.FileDescriptorResponse.$Properties;
            }
            interface IExtensionNumberResponse extends grpc.reflection.v1.ExtensionNumberResponse.$Properties {
            }
            class ExtensionNumberResponse {
                constructor(properties?: grpc.reflection.v1.ExtensionNumberResponse.$Properties);
                baseTypeName: string;
                extensionNumber: number[];
                static encode(message: grpc.reflection.v1.ExtensionNumberResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ExtensionNumberResponse & grpc.reflection.v1.ExtensionNumberResponse.$Shape;
            }
            namespace ExtensionNumberResponse {
                interface $Properties {
                    baseTypeName?: string;
                    extensionNumber?: number[];
                }
                type $Shape = grpc.reflection.v1.ExtensionNumberResponse.$Properties;
            }
            interface IListServiceResponse extends grpc.reflection.v1.ListServiceResponse.$Properties {
            }
            class ListServiceResponse {
                constructor(properties?: grpc.reflection.v1.ListServiceResponse.$Properties);
                service: grpc.reflection.v1.ServiceResponse[];
                static encode(message: grpc.reflection.v1.ListServiceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ListServiceResponse & grpc.reflection.v1.ListServiceResponse.$Shape;
            }
            namespace ListServiceResponse {
                interface $Properties {
                    service?: grpc.reflection.v1.ServiceResponse.$Properties[];
                }
                type $Shape = grpc.reflection.v1.ListServiceResponse.$Properties;
            }
            interface IServiceResponse extends grpc.reflection.v1.ServiceResponse.$Properties {
            }
            class ServiceResponse {
                constructor(properties?: grpc.reflection.v1.ServiceResponse.$Properties);
                name: string;
                static encode(message: grpc.reflection.v1.ServiceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ServiceResponse & grpc.reflection.v1.ServiceResponse.$Shape;
            }
            namespace ServiceResponse {
                interface $Properties {
                    name?: string;
                }
                type $Shape = grpc.reflection.v1.ServiceResponse.$Properties;
            }
            interface IErrorResponse extends grpc.reflection.v1.ErrorResponse.$Properties {
            }
            class ErrorResponse {
                constructor(properties?: grpc.reflection.v1.ErrorResponse.$Properties);
                errorCode: number;
                errorMessage: string;
                static encode(message: grpc.reflection.v1.ErrorResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): grpc.reflection.v1.ErrorResponse & grpc.reflection.v1.ErrorResponse.$Shape;
            }
            namespace ErrorResponse {
                interface $Properties {
                    errorCode?: number;
                    errorMessage?: string;
                }
                type $Shape = grpc.reflection.v1.ErrorResponse.$Properties;
            }
        }
    }
}
