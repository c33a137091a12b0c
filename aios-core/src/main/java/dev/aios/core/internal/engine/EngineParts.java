package dev.aios.core.internal.engine;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.model.Models;
import dev.aios.api.run.RunHold;
import dev.aios.api.value.Codec;
import dev.aios.core.internal.door.Door;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.node.NodeRegistry;
import dev.aios.core.internal.queue.Admission;
import java.time.Duration;
import java.util.List;

/**
 * What the engine works with.
 *
 * @param journal where everything is recorded
 * @param codec between values and JSON
 * @param world time, ids, threads
 * @param door the way out for effects
 * @param inbox where people are asked
 * @param nodes which nodes live
 * @param publications how emitted events are published
 * @param models what agents ask
 * @param services what agents find
 * @param holds what may forbid that something about somebody is erased
 * @param admission which of the runs that go through a queue may begin
 * @param poll how often to look for what other nodes left to do
 * @param mostRuns how many runs may be under way here
 */
public record EngineParts(
    Journal journal,
    Codec codec,
    World world,
    Door door,
    JournalInbox inbox,
    NodeRegistry nodes,
    Publications publications,
    Models models,
    Extension.Services services,
    List<RunHold> holds,
    Admission admission,
    Duration poll,
    int mostRuns) {}
