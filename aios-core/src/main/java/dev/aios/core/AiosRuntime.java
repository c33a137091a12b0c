package dev.aios.core;

import dev.aios.api.Extension;
import dev.aios.api.World;
import dev.aios.api.batch.Batches;
import dev.aios.api.effect.Effects;
import dev.aios.api.event.Events;
import dev.aios.api.event.Subscription;
import dev.aios.api.inbox.Inbox;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.model.Models;
import dev.aios.api.proof.Proofs;
import dev.aios.api.proof.SigningKey;
import dev.aios.api.queue.Queues;
import dev.aios.api.run.Runs;
import dev.aios.api.schedule.Schedules;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Taint;
import dev.aios.core.archive.Archive;
import dev.aios.core.archive.ArchiveRule;
import dev.aios.core.internal.SystemWorld;
import dev.aios.core.internal.archive.ArchiveFolder;
import dev.aios.core.internal.archive.ArchivedJournal;
import dev.aios.core.internal.archive.JournalArchive;
import dev.aios.core.internal.batch.JournalBatches;
import dev.aios.core.internal.codec.Envelopes;
import dev.aios.core.internal.codec.JacksonCodec;
import dev.aios.core.internal.door.Door;
import dev.aios.core.internal.door.JournalEffects;
import dev.aios.core.internal.engine.ClosedRuns;
import dev.aios.core.internal.engine.Engine;
import dev.aios.core.internal.engine.EngineParts;
import dev.aios.core.internal.engine.EngineRuns;
import dev.aios.core.internal.engine.Publications;
import dev.aios.core.internal.event.JournalEvents;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.model.ModelRouter;
import dev.aios.core.internal.node.NodeRegistry;
import dev.aios.core.internal.proof.CountedJournal;
import dev.aios.core.internal.proof.Covered;
import dev.aios.core.internal.proof.JournalProofs;
import dev.aios.core.internal.proof.TreeSigner;
import dev.aios.core.internal.queue.JournalQueues;
import dev.aios.core.internal.schedule.JournalSchedules;
import dev.aios.core.internal.seal.SealedJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts together, starts them in order and closes them in reverse. */
final class AiosRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AiosRuntime.class);

  private final Journal journal;
  private final boolean ownsJournal;
  private final World world;
  private final boolean ownsWorld;
  private final List<Extension> extensions;
  private final RuntimeOptions options;
  private final Codec codec;
  private final Installed installed;
  private final NodeRegistry nodes;
  private final JournalInbox inbox;
  private final Models models;
  private final Engine engine;
  private final JournalQueues queues;
  private final EngineRuns runs;
  private final JournalSchedules schedules;
  private final JournalBatches batches;
  private final JournalEvents events;
  private final Effects effects;
  private final @Nullable JournalArchive archive;
  private final @Nullable TreeSigner signer;
  private final Proofs proofs;
  private final AtomicBoolean closed = new AtomicBoolean();

  AiosRuntime(
      Journal opened,
      boolean ownsJournal,
      World world,
      boolean ownsWorld,
      List<Extension> extensions,
      RuntimeOptions options) {
    this.ownsJournal = ownsJournal;
    this.world = world;
    this.ownsWorld = ownsWorld;
    this.extensions = extensions;
    this.options = options;
    SigningKey key = options.signingKey;
    CountedJournal counted = key == null ? null : new CountedJournal(opened, options.headRecords);
    Journal live = counted == null ? opened : counted;
    ArchiveRule rule = options.archive;
    Journal kept;
    if (rule == null) {
      kept = live;
    } else {
      kept = new ArchivedJournal(live, new ArchiveFolder(rule.folder()));
    }
    SealedJournal sealed = new SealedJournal(kept, world);
    journal = sealed;
    // Heads and proofs are of what is kept: what is sealed counts as it lies in the chain.
    if (key == null || counted == null) {
      signer = null;
    } else {
      signer = new TreeSigner(kept, world, key, options.headEvery, options.headRecords);
      counted.onCounted(signer::soon);
    }
    proofs = new JournalProofs(kept, signer);
    LateCodec late = new LateCodec();
    installed = new Installed(journal, late, world, options);
    extensions.forEach(installed::install);
    codec = new JacksonCodec(installed.upcasters(), options.maxPayloadBytes, options.aliases);
    late.is(codec);
    models =
        new ModelRouter(
            installed.models(),
            options.modelOptions,
            world,
            codec,
            options.tokenCounter == null ? ModelRouter.ROUGH : options.tokenCounter);
    Door door =
        new Door(
            world,
            installed.policies(),
            installed.meter(),
            installed.sanitiser(),
            installed.interceptors(),
            options.breaker);
    nodes = new NodeRegistry(journal, Envelopes.CODEC, world, options.lease);
    inbox = new JournalInbox(journal, codec, world);
    JournalEffects outside = new JournalEffects(journal, codec, world, door, inbox, nodes);
    effects = outside.host();
    events =
        new JournalEvents(
            journal,
            codec,
            world,
            nodes,
            inbox,
            new Deliveries(outside, models, codec, world, installed),
            options.poll);
    queues = new JournalQueues(journal, world, nodes, inbox, options.poll);
    engine =
        new Engine(
            new EngineParts(
                journal,
                codec,
                world,
                door,
                inbox,
                nodes,
                new Emitted(),
                models,
                installed,
                installed.holds(),
                queues,
                options.poll,
                options.mostRuns));
    runs = new EngineRuns(engine, options.poll);
    SealedJournal readable = sealed.over(live);
    archive =
        rule == null
            ? null
            : new JournalArchive(
                live,
                readable,
                world,
                nodes,
                rule,
                new ArchiveFolder(rule.folder()),
                new ClosedRuns(readable, runs::awaits),
                key == null ? record -> true : new Covered(live));
    batches = new JournalBatches(journal, world, runs, options.poll);
    schedules = new JournalSchedules(journal, world, runs, options.poll);
    installed.own(Journal.class, journal);
    installed.own(Codec.class, codec);
    installed.own(World.class, world);
    installed.own(Events.class, events);
    installed.own(Inbox.class, inbox);
    installed.own(Runs.class, runs);
    installed.own(Queues.class, queues);
    installed.own(Batches.class, batches);
    installed.own(Schedules.class, schedules);
    installed.own(Effects.class, effects);
    installed.own(Models.class, models);
    if (archive != null) {
      installed.own(Archive.class, archive);
    }
    installed.own(Proofs.class, proofs);
  }

  void start() {
    // First, because it refuses a key that is not this journal's.
    if (signer != null) {
      signer.start();
    }
    nodes.start();
    for (Extension extension : extensions) {
      extension.started(installed);
    }
    for (Subscription<?> subscription : installed.subscriptions()) {
      events.subscribe(subscription);
    }
    events.start();
    options.sagas.forEach(runs::register);
    engine.open();
    runs.open();
    queues.start(runs);
    batches.start();
    schedules.start();
    if (archive != null) {
      archive.start();
    }
    journal.onForeignWrites(this::heard);
  }

  private void heard() {
    engine.heard();
    events.heard();
  }

  Journal journal() {
    return journal;
  }

  World world() {
    return world;
  }

  Codec codec() {
    return codec;
  }

  Runs runs() {
    return runs;
  }

  Queues queues() {
    return queues;
  }

  Batches batches() {
    return batches;
  }

  Schedules schedules() {
    return schedules;
  }

  Inbox inbox() {
    return inbox;
  }

  Events events() {
    return events;
  }

  Effects effects() {
    return effects;
  }

  Models models() {
    return models;
  }

  Proofs proofs() {
    return proofs;
  }

  Extension.Services services() {
    return installed;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (archive != null) {
      quietly("archive", archive::close);
    }
    quietly("schedules", schedules::close);
    quietly("batches", batches::close);
    quietly("queues", queues::close);
    quietly("debounces", runs::close);
    quietly("wake-ups", () -> journal.onForeignWrites(() -> {}));
    quietly("events", events::close);
    quietly("engine", () -> engine.close(options.grace));
    List<Extension> reverse = new ArrayList<>(extensions);
    java.util.Collections.reverse(reverse);
    for (Extension extension : reverse) {
      quietly(extension.name(), extension::close);
    }
    quietly("nodes", nodes::close);
    TreeSigner last = signer;
    if (last != null) {
      quietly("tree head", () -> last.close(options.grace));
    }
    if (ownsJournal) {
      quietly("journal", journal::close);
    }
    if (ownsWorld && world instanceof SystemWorld own) {
      quietly("world", own::close);
    }
  }

  private static void quietly(String what, Runnable close) {
    try {
      close.run();
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).addKeyValue("part", what).log("closing failed; the rest is closed");
    }
  }

  /** What sagas emit goes out as events. */
  private final class Emitted implements Publications {
    @Override
    public Write publication(
        Object event, String key, Taint taint, List<String> about, @Nullable String seal) {
      return Write.of(events.draft(event, key, taint, about, seal));
    }

    @Override
    public void appended() {
      events.onAppended();
    }
  }
}
