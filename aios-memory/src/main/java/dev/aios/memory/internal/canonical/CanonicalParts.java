package dev.aios.memory.internal.canonical;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.value.Codec;
import dev.aios.memory.internal.identity.JournalEntities;
import dev.aios.memory.internal.seal.Seals;
import dev.aios.memory.internal.session.JournalSessions;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What views are made of.
 *
 * @param journal the records
 * @param codec for their bodies
 * @param world the time
 * @param seals opens what is sealed
 * @param entities entities as they are now
 * @param sessions sessions as they are now
 * @param many the properties that may have several values at once
 * @param services the runtime's services, once it has started
 */
public record CanonicalParts(
    Journal journal,
    Codec codec,
    World world,
    Seals seals,
    JournalEntities entities,
    JournalSessions sessions,
    Set<String> many,
    Supplier<Extension.Services> services) {}
