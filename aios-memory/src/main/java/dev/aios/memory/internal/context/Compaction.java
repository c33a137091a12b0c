package dev.aios.memory.internal.context;

import dev.aios.api.AiosException;
import dev.aios.api.DeniedException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.NotFoundException;
import dev.aios.api.World;
import dev.aios.api.effect.Effects;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.memory.Turn;
import dev.aios.api.model.Models;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Taint;
import dev.aios.api.value.Tokens;
import dev.aios.memory.context.Summariser;
import dev.aios.memory.context.Summarisers;
import dev.aios.memory.derived.Derived;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.derived.Derivations;
import dev.aios.memory.internal.rows.SummaryBody;
import dev.aios.memory.internal.seal.SealedEffects;
import dev.aios.memory.internal.seal.Seals;
import dev.aios.memory.internal.session.JournalSessions;
import dev.aios.memory.internal.session.TailCut;
import dev.aios.memory.internal.session.TurnLog;
import dev.aios.memory.internal.text.Canonical;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the older turns of a session into its running summary once its turns take more than they
 * may: all but the newest that fit into half of that. In between, turns are only added at the end,
 * so that the beginning of a prompt stays the same. A summary is derived from its session and falls
 * with it. Thread-safe.
 */
final class Compaction {
  private static final String KIND = "summary";

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final TokenCounter counter;
  private final Seals seals;
  private final Derivations derivations;
  private final TurnLog log;
  private final Summariser summariser;

  Compaction(
      Journal journal,
      Codec codec,
      World world,
      TokenCounter counter,
      Seals seals,
      Derivations derivations,
      Summariser summariser) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.counter = counter;
    this.seals = seals;
    this.derivations = derivations;
    this.log = new TurnLog(journal, codec);
    this.summariser = summariser;
  }

  /** What a session's context is made of: the summary, and the turns that it does not stand for. */
  record Compacted(String text, long upTo, Taint taint, String by, List<TurnLog.Placed> turns) {}

  /** What may be taken, and how a model is reached. */
  record Limits(long turns, long summary, Models models, Effects through) {}

  /** The summary as it is, without making one. */
  Optional<Derived> find(String session, long limit) {
    return log.session(session).flatMap(known -> derivations.find(id(known, limit)));
  }

  SummaryBody body(Derived derived) {
    return codec.fromJson(Json.of(derived.content()), SummaryBody.class);
  }

  Compacted of(String session, Pieces pieces, Limits limits) {
    return Contended.retry(
        "the summary of session " + session, () -> once(session, pieces, limits));
  }

  private Compacted once(String session, Pieces pieces, Limits limits) {
    Optional<TurnLog.Session> known = log.session(session);
    if (known.isEmpty()) {
      return new Compacted("", 0, Taint.NONE, "", List.of());
    }
    if (known.get().body().id()
        == null) { // From before sessions had ids: the next turn gives it one.
      return new Compacted(
          "", 0, Taint.NONE, "", log.turns(session, 1, known.get().body().turns()));
    }
    String id = id(known.get(), limits.turns());
    Optional<Derived> before = derivations.find(id);
    long upTo = before.map(derived -> body(derived).upTo()).orElse(0L);
    List<TurnLog.Placed> turns = log.turns(session, upTo + 1, known.get().body().turns());
    Compacted now =
        new Compacted(
            before.map(derived -> body(derived).text()).orElse(""),
            upTo,
            before.map(Derived::taint).orElse(Taint.NONE),
            before.map(Derived::by).orElse(""),
            turns);
    int older = older(pieces.turns(session, turns), limits.turns());
    return older == 0 ? now : compact(session, known.get(), id, now, older, limits);
  }

  /** How many turns go into the summary: none while all fit, else all but half of what fits. */
  private static int older(List<Piece> groups, long limit) {
    long tokens = groups.stream().mapToLong(Piece::tokens).sum();
    if (tokens <= limit || groups.size() < 2) {
      return 0;
    }
    long kept = 0;
    int first = groups.size() - 1; // The newest stays, however large it is.
    kept += groups.get(first).tokens();
    while (first > 0 && kept + groups.get(first - 1).tokens() <= limit / 2) {
      first--;
      kept += groups.get(first).tokens();
    }
    return groups.subList(0, first).stream().mapToInt(group -> group.messages().size()).sum();
  }

  private Compacted compact(
      String session, TurnLog.Session known, String id, Compacted now, int older, Limits limits) {
    List<TurnLog.Placed> gone = now.turns().subList(0, older);
    long upTo = gone.get(gone.size() - 1).row().number();
    List<Turn> said = new ArrayList<>();
    Taint taint = now.taint();
    for (TurnLog.Placed placed : gone) {
      Turn turn = placed.row().turn();
      said.add(turn);
      taint = taint.plus(turn.taint());
    }
    Summariser.Older task =
        new Summariser.Older(
            known.body().id() + "/" + limits.turns() + "/" + upTo,
            now.text(),
            said,
            now.upTo() + 1,
            Tokens.of(limits.summary()));
    Written written = write(session, known, task, limits);
    String text =
        new TailCut(counter, Canonical.of(written.text()).strip(), limits.summary()).cut();
    Derived derived =
        new Derived(
            id,
            KIND,
            codec.toJson(new SummaryBody(known.body().id() + "", upTo, text)).toString(),
            Set.of(JournalSessions.stream(session)),
            world.instant(),
            written.by(),
            taint);
    Write.Builder write = Write.builder().row(log.unchanged(session, known));
    derivations.puts(derived, write);
    journal.writeNow(write.build());
    return new Compacted(
        text, upTo, taint, written.by(), now.turns().subList(older, now.turns().size()));
  }

  private record Written(String text, String by) {}

  /** A model that cannot be had does not hold the conversation up. */
  private Written write(
      String session, TurnLog.Session known, Summariser.Older task, Limits limits) {
    try {
      Effects sealed =
          new SealedEffects(
              limits.through(),
              seals,
              seals.key(JournalSessions.keyOf(known.body()), JournalSessions.stream(session)),
              codec);
      return new Written(summariser.summarise(task, limits.models(), sealed), "the summariser");
    } catch (DeniedException | EffectFailedException | NotFoundException e) {
      return new Written(
          Summarisers.extractive(counter).summarise(task, limits.models(), limits.through()),
          "whole sentences, because " + reason(e));
    }
  }

  private static String reason(AiosException e) {
    return String.valueOf(e.getMessage());
  }

  private static String id(TurnLog.Session known, long limit) {
    return "summary/" + known.body().id() + "/" + limit;
  }
}
