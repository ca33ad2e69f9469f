import { bug as answeredBeforeCopied } from './answered-before-copied.ts';
import { bug as arrivalOrder } from './arrival-order.ts';
import { bug as broadcastOnce } from './broadcast-once.ts';
import { bug as cacheFilledWithOld } from './cache-filled-with-old.ts';
import { bug as cacheStampede } from './cache-stampede.ts';
import { bug as cancelOvertakes } from './cancel-overtakes.ts';
import { bug as clockOrdersWrites } from './clock-orders-writes.ts';
import { bug as clockSetBackRepeatsIds } from './clock-set-back-repeats-ids.ts';
import { bug as commitOfAFormerTerm } from './commit-of-a-former-term.ts';
import { bug as consumerAcksFirst } from './consumer-acks-first.ts';
import { bug as copiesCountedAsVotes } from './copies-counted-as-votes.ts';
import { bug as creditSentOnce } from './credit-sent-once.ts';
import { bug as dedupeByContent } from './dedupe-by-content.ts';
import { bug as dedupeForgotten } from './dedupe-forgotten.ts';
import { bug as dedupeWindowTooShort } from './dedupe-window-too-short.ts';
import { bug as deleteWithoutTombstone } from './delete-without-tombstone.ts';
import { bug as doubleVoteAfterRestart } from './double-vote-after-restart.ts';
import { bug as dualWrite } from './dual-write.ts';
import { bug as errorSwallowed } from './error-swallowed.ts';
import { bug as fileRewrittenInPlace } from './file-rewritten-in-place.ts';
import { bug as fracturedRead } from './fractured-read.ts';
import { bug as gCounterDecrement } from './g-counter-decrement.ts';
import { bug as idsStartAnew } from './ids-start-anew.ts';
import type { Bug, Theme } from './kit.ts';
import { bug as leaseByTheClock } from './lease-by-the-clock.ts';
import { bug as lockWithoutFencing } from './lock-without-fencing.ts';
import { bug as locksInAnyOrder } from './locks-in-any-order.ts';
import { bug as logCutBeforeSnapshot } from './log-cut-before-snapshot.ts';
import { bug as logWithoutChecksum } from './log-without-checksum.ts';
import { bug as movedWhileWritten } from './moved-while-written.ts';
import { bug as newReplicaCountsAtOnce } from './new-replica-counts-at-once.ts';
import { bug as offsetRunsAhead } from './offset-runs-ahead.ts';
import { bug as oversold } from './oversold.ts';
import { bug as pagesByOffset } from './pages-by-offset.ts';
import { bug as poisonMessageBlocks } from './poison-message-blocks.ts';
import { bug as positionSavedApart } from './position-saved-apart.ts';
import { bug as quorumOfTheReachable } from './quorum-of-the-reachable.ts';
import { bug as readFromAStaleLeader } from './read-from-a-stale-leader.ts';
import { bug as readFromOne } from './read-from-one.ts';
import { bug as readFromTheMiddle } from './read-from-the-middle.ts';
import { bug as readNotVerified } from './read-not-verified.ts';
import { bug as readThenWrite } from './read-then-write.ts';
import { bug as readWithoutWriteBack } from './read-without-write-back.ts';
import { bug as reconfiguredAtOnce } from './reconfigured-at-once.ts';
import { bug as removedNodeDisrupts } from './removed-node-disrupts.ts';
import { bug as renameNotSynced } from './rename-not-synced.ts';
import { bug as renamedBeforeSync } from './renamed-before-sync.ts';
import { bug as replicasInTheirOwnOrder } from './replicas-in-their-own-order.ts';
import { bug as retryNotIdempotent } from './retry-not-idempotent.ts';
import { bug as snapshotComesLate } from './snapshot-comes-late.ts';
import { bug as splitBrainEven } from './split-brain-even.ts';
import { bug as syncForgotten } from './sync-forgotten.ts';
import { bug as syncTriedAgain } from './sync-tried-again.ts';
import { bug as tieKeptByEach } from './tie-kept-by-each.ts';
import { bug as timeoutByTheClock } from './timeout-by-the-clock.ts';
import { bug as timeoutMeansFailed } from './timeout-means-failed.ts';
import { bug as tombstoneDroppedEarly } from './tombstone-dropped-early.ts';
import { bug as twoPhaseGivesUp } from './two-phase-gives-up.ts';
import { bug as voteForEach } from './vote-for-each.ts';
import { bug as workForNobody } from './work-for-nobody.ts';
import { bug as workerThoughtDead } from './worker-thought-dead.ts';
import { bug as writeNotReadBack } from './write-not-read-back.ts';
import { bug as writeSkew } from './write-skew.ts';

export type { Bug, Theme };

/** The suite, by name. */
export const bugs: readonly Bug[] = [
  answeredBeforeCopied,
  arrivalOrder,
  broadcastOnce,
  cacheFilledWithOld,
  cacheStampede,
  cancelOvertakes,
  clockOrdersWrites,
  clockSetBackRepeatsIds,
  commitOfAFormerTerm,
  consumerAcksFirst,
  copiesCountedAsVotes,
  creditSentOnce,
  dedupeByContent,
  dedupeForgotten,
  dedupeWindowTooShort,
  deleteWithoutTombstone,
  doubleVoteAfterRestart,
  dualWrite,
  errorSwallowed,
  fileRewrittenInPlace,
  fracturedRead,
  gCounterDecrement,
  idsStartAnew,
  leaseByTheClock,
  locksInAnyOrder,
  lockWithoutFencing,
  logCutBeforeSnapshot,
  logWithoutChecksum,
  movedWhileWritten,
  newReplicaCountsAtOnce,
  offsetRunsAhead,
  oversold,
  pagesByOffset,
  poisonMessageBlocks,
  positionSavedApart,
  quorumOfTheReachable,
  readFromAStaleLeader,
  readFromOne,
  readFromTheMiddle,
  readNotVerified,
  readThenWrite,
  readWithoutWriteBack,
  reconfiguredAtOnce,
  removedNodeDisrupts,
  renamedBeforeSync,
  renameNotSynced,
  replicasInTheirOwnOrder,
  retryNotIdempotent,
  snapshotComesLate,
  splitBrainEven,
  syncForgotten,
  syncTriedAgain,
  tieKeptByEach,
  timeoutByTheClock,
  timeoutMeansFailed,
  tombstoneDroppedEarly,
  twoPhaseGivesUp,
  voteForEach,
  workerThoughtDead,
  workForNobody,
  writeNotReadBack,
  writeSkew,
];
