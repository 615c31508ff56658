import { must } from '#base/assert.ts'
import type { Task } from '#base/task.ts'
import { comparePointIds } from '#model/point-id.ts'
import type { MatrixRequest } from '#model/query.ts'
import type { SearchMatrix } from '#model/result.ts'
import type { VectorData } from '#model/vector.ts'
import { checkVectorName } from './check-vector-name.ts'
import { distanceOf, type ScoreDisplay, scoreOrder, showHits } from './display-score.ts'
import { bestHits } from './ranked.ts'
import type { PointRef, ReadView, Scorer } from './read-view.ts'
import { selectsNoShard } from './shard-selection.ts'

/** Scores of random points to each other: for each its nearest within the sample, itself left out. */
export async function executeMatrix(
  view: ReadView,
  request: MatrixRequest,
  task: Task,
): Promise<SearchMatrix> {
  const { using, filter, sample, limit } = request
  checkVectorName(view.schema.config, using)
  const empty: SearchMatrix = { ids: [], rows: [], columns: [], scores: [] }
  if (selectsNoShard(request.shardKeys)) return empty
  const refs = await view.sampleWithVector(using, filter, sample, task)
  if (refs.length < 2) return empty
  refs.sort((a, b) => comparePointIds(view.idOf(a), view.idOf(b)))
  const columnOf = new Map(refs.map((ref, column) => [ref, column]))
  const rows: number[] = []
  const columns: number[] = []
  const scores: number[] = []
  for (const [row, ref] of refs.entries()) {
    for (const { ref: other, score } of await nearestWithin(view, using, ref, refs, limit, task)) {
      rows.push(row)
      columns.push(must(columnOf.get(other), 'the point is in the sample'))
      scores.push(score)
    }
  }
  return { ids: refs.map((ref) => view.idOf(ref)), rows, columns, scores }
}

async function nearestWithin(
  view: ReadView,
  using: string,
  ref: PointRef,
  refs: readonly PointRef[],
  limit: number,
  task: Task,
): Promise<{ readonly ref: PointRef; readonly score: number }[]> {
  const { config } = view.schema
  const vector = must(view.vectorOf(ref, using), 'a sampled point has the vector')
  const scorer: Scorer = { kind: 'nearest', vector: await weigh(view, using, vector, task) }
  const display: ScoreDisplay = { distance: distanceOf(config, using), nearest: true }
  const hits = (await view.score(refs, using, scorer, task)).filter(
    (hit) => hit.ref !== ref && (vector.kind !== 'sparse' || hit.score !== 0),
  )
  return showHits(bestHits(view, hits, limit, scoreOrder(display)), display, undefined)
}

async function weigh(view: ReadView, using: string, vector: VectorData, task: Task): Promise<VectorData> {
  if (vector.kind !== 'sparse' || view.schema.config.sparseVectors.get(using)?.modifier !== 'idf')
    return vector
  return await view.weighSparse(using, vector, undefined, task)
}
