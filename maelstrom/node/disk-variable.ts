/** The environment variable that names a node the folder that is its disk. */
export const DISK_VARIABLE = 'DSTUDIO_NODE_DISK';
