package dev.aios.memory.internal.context;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.value.Codec;
import dev.aios.memory.context.Summariser;
import dev.aios.memory.identity.EntityCards;
import dev.aios.memory.internal.derived.Derivations;
import dev.aios.memory.internal.seal.Seals;
import dev.aios.memory.internal.session.Pins;
import dev.aios.memory.internal.session.TurnLog;
import java.util.function.Supplier;

/**
 * What contexts are made of.
 *
 * @param journal where everything is kept
 * @param codec for rows
 * @param world time
 * @param counter counts tokens
 * @param recall finds passages
 * @param cards what is known of entities
 * @param log the turns of sessions
 * @param pins the facts pinned to them
 * @param seals seal what models say of them
 * @param derivations summaries and warm contexts
 * @param summariser makes summaries
 * @param services the runtime's services, once it has started
 */
public record ContextParts(
    Journal journal,
    Codec codec,
    World world,
    TokenCounter counter,
    Recall recall,
    EntityCards cards,
    TurnLog log,
    Pins pins,
    Seals seals,
    Derivations derivations,
    Summariser summariser,
    Supplier<Extension.Services> services) {}
