package dev.aios.core.internal.node;

/**
 * A process as it is written into a node's row, so that another process can see whether it is gone.
 *
 * @param place within which the pid names one process: host, boot and pid namespace
 * @param pid the process id
 * @param start what tells it from a later process of the same pid, see {@link Processes}
 */
record ProcessRecord(String place, long pid, long start) {}
