package dev.aios.testkit.simulation;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Journal;
import dev.aios.api.run.Checkpoint;
import dev.aios.api.run.RunStatus;
import java.util.List;
import java.util.Map;

/**
 * Where everything stands in the end, as it was really stored.
 *
 * @param journal the store
 * @param runs all runs
 * @param histories the checkpoints of each run, by the run's id as text
 * @param items all inbox items, open or not
 */
public record Ending(
    Journal journal,
    List<RunStatus> runs,
    Map<String, List<Checkpoint>> histories,
    List<InboxItem> items) {}
