package dev.aios.memory;

import dev.aios.api.ClosedException;
import dev.aios.api.Extension;
import dev.aios.api.NotFoundException;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Inventory;
import dev.aios.api.journal.Journal;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.Sessions;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.run.Runs;
import dev.aios.api.value.Codec;
import dev.aios.memory.canonical.Canonical;
import dev.aios.memory.context.Contexts;
import dev.aios.memory.context.Summariser;
import dev.aios.memory.context.Summarisers;
import dev.aios.memory.derived.DerivedStore;
import dev.aios.memory.erasure.Erasable;
import dev.aios.memory.erasure.Erasure;
import dev.aios.memory.erasure.Retention;
import dev.aios.memory.identity.EntityCards;
import dev.aios.memory.identity.Matches;
import dev.aios.memory.internal.canonical.CanonicalParts;
import dev.aios.memory.internal.canonical.JournalCanonical;
import dev.aios.memory.internal.context.ContextParts;
import dev.aios.memory.internal.context.JournalContexts;
import dev.aios.memory.internal.derived.Derivations;
import dev.aios.memory.internal.derived.FallingRecall;
import dev.aios.memory.internal.erasure.Holds;
import dev.aios.memory.internal.erasure.JournalErasure;
import dev.aios.memory.internal.erasure.JournalRetention;
import dev.aios.memory.internal.erasure.RunErasure;
import dev.aios.memory.internal.identity.EntityMatches;
import dev.aios.memory.internal.identity.JournalEntities;
import dev.aios.memory.internal.inventory.JournalInventory;
import dev.aios.memory.internal.rows.FactRow;
import dev.aios.memory.internal.seal.Seals;
import dev.aios.memory.internal.session.JournalSessions;
import dev.aios.memory.internal.session.Pins;
import dev.aios.memory.internal.session.TurnLog;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything of memory but recall: made, registered, started. Used once. */
final class MemoryParts {
  private final Extension.Installation on;
  private final Chosen chosen;
  private final Seals seals;
  private final Derivations derivations;
  private final JournalEntities entities;
  private final JournalInventory inventory;
  private @Nullable EntityMatches matches;
  private @Nullable JournalErasure erasure;
  private volatile Extension.@Nullable Services services;

  /** What the host chose. */
  record Chosen(
      @Nullable Summariser summariser,
      Set<String> many,
      double certain,
      double doubtful,
      List<Erasable> erasables) {
    /** Adds what is out of its range. */
    void check(List<String> violations) {
      if (!(doubtful >= 0 && doubtful <= certain)) {
        violations.add(
            "matching merges from %s and asks from %s, must be 0 or more and not more"
                .formatted(certain, doubtful));
      }
      if (many.stream().anyMatch(String::isBlank)) {
        violations.add("a property that may have several values is blank");
      }
    }
  }

  /** The sanitiser of the runtime, once it has started and if it has one. */
  Optional<Sanitiser> sanitiser() {
    Extension.Services all = services;
    try {
      return all == null ? Optional.empty() : Optional.of(all.service(Sanitiser.class));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  MemoryParts(Extension.Installation on, Chosen chosen) {
    this.on = on;
    this.chosen = chosen;
    this.seals = new Seals(on.journal(), on.codec());
    this.derivations = new Derivations(on.journal(), on.codec());
    this.entities = new JournalEntities(on.journal(), on.codec(), on.world(), seals, chosen.many());
    this.inventory = new JournalInventory(on.journal(), on.codec());
  }

  JournalInventory inventory() {
    return inventory;
  }

  JournalEntities entities() {
    return entities;
  }

  void install(Recall opened, TokenCounter counter) {
    Journal journal = on.journal();
    Codec codec = on.codec();
    Pins pins = new Pins(journal, codec, on.world(), seals);
    JournalSessions sessions =
        new JournalSessions(journal, codec, on.world(), counter, seals, derivations, pins);
    Recall recall = new FallingRecall(opened, derivations);
    Holds holds = new Holds(journal, codec, entities::family);
    RunErasure runs = new RunErasure(() -> services().service(Runs.class), holds);
    erasure =
        new JournalErasure(
            journal,
            codec,
            entities,
            sessions,
            recall,
            derivations,
            holds,
            runs,
            chosen.erasables());
    on.hold(runs);
    matches = new EntityMatches(entities, chosen.certain(), chosen.doubtful());
    on.service(Sessions.class, sessions);
    on.service(Recall.class, recall);
    on.service(Entities.class, entities);
    on.service(Inventory.class, inventory);
    on.service(TokenCounter.class, counter);
    on.service(DerivedStore.class, derivations);
    on.service(Erasure.class, erasure);
    on.service(Matches.class, matches);
    on.service(
        Retention.class,
        new JournalRetention(
            journal, codec, on.world(), inventory, entities, sessions, recall, derivations, holds));
    on.service(
        Canonical.class,
        new JournalCanonical(
            new CanonicalParts(
                journal,
                codec,
                on.world(),
                seals,
                entities,
                sessions,
                chosen.many(),
                this::services)));
    Summariser summariser = chosen.summariser();
    on.service(
        Contexts.class,
        new JournalContexts(
            new ContextParts(
                journal,
                codec,
                on.world(),
                counter,
                recall,
                new EntityCards(entities),
                new TurnLog(journal, codec),
                pins,
                seals,
                derivations,
                summariser == null ? Summarisers.extractive(counter) : summariser,
                this::services)));
  }

  void start(Extension.Services all) {
    services = all;
    if (matches != null) {
      matches.start(all);
    }
    derivations.begin(this::forgetFactsFrom);
    if (erasure != null) {
      erasure.resume();
    }
  }

  private void forgetFactsFrom(String source) {
    List<FactRow> facts = entities.factsFrom(source);
    entities.forget(facts);
    derivations.fallOf(entities.concernedBy(facts));
  }

  Extension.Services services() {
    Extension.Services all = services;
    if (all == null) {
      throw new ClosedException(
          "memory is not started: contexts and views are there once the runtime is open");
    }
    return all;
  }
}
