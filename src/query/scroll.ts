import type { Task } from '#base/task.ts'
import { wrongInput } from '#model/errors.ts'
import type { ScrollRequest } from '#model/query.ts'
import type { ScrollPage } from '#model/result.ts'
import { attachRetrieved, checkVectorSelector } from './attach.ts'
import { boundedCount } from './bounded-count.ts'
import type { PointRef, ReadView } from './read-view.ts'
import { selectsNoShard } from './shard-selection.ts'

/**
 * A page of points by ascending id, from the offset on, or by the value of a payload field: then a point
 * appears once for each of its values, and there is no next page.
 */
export async function executeScroll(view: ReadView, request: ScrollRequest, task: Task): Promise<ScrollPage> {
  const { filter, offset, limit, orderBy } = request
  if (orderBy !== undefined && offset !== undefined) {
    throw wrongInput(
      "Cannot use an `offset` when using `order_by`. The alternative for paging is to use `order_by.start_from` and a filter to exclude the IDs that you've already seen for the `order_by.start_from` value",
    )
  }
  if (selectsNoShard(request.shardKeys)) return { points: [], nextOffset: undefined }
  if (orderBy !== undefined) {
    // A missing index is told of before a missing vector.
    const entries = await view.order(filter, orderBy, limit, task)
    checkVectorSelector(view.schema.config, request.withVectors)
    const points = entries.map(({ ref, value }) => attachRetrieved(view, ref, request, task.usage, value))
    return { points, nextOffset: undefined }
  }
  checkVectorSelector(view.schema.config, request.withVectors)
  const refs = await view.scroll(filter, offset, boundedCount(limit + 1), task)
  const next = refs.length > limit ? (refs[limit] as PointRef) : undefined
  return {
    points: refs.slice(0, limit).map((ref) => attachRetrieved(view, ref, request, task.usage)),
    nextOffset: next === undefined ? undefined : view.idOf(next),
  }
}
