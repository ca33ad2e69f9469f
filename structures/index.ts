export { BoundedMap } from './bounded-map.ts';
export { EventHeap } from './event-heap.ts';
export { Histogram } from './histogram.ts';
export { Fifo } from './ring.ts';
export { createCountWindow, createTimeWindow, type SlidingWindow } from './sliding-window.ts';
