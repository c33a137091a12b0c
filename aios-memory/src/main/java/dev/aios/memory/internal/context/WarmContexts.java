package dev.aios.memory.internal.context;

import dev.aios.api.journal.JournalRecord;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.Context;
import dev.aios.api.value.Json;
import dev.aios.memory.context.ContextRequest;
import dev.aios.memory.derived.Derived;
import dev.aios.memory.identity.EntityCards;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.context.JournalContexts.Assembled;
import dev.aios.memory.internal.derived.Derivations;
import dev.aios.memory.internal.rows.WarmBody;
import dev.aios.memory.internal.session.JournalSessions;
import dev.aios.memory.internal.session.TurnLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Keeps assembled contexts. One is stale as soon as there is a record about its session, one of its
 * cards reads otherwise, a passage in it was changed, or it is too old; where the fidelity allows
 * no age, also as soon as anything was added to recall, because that might belong in it.
 */
final class WarmContexts {
  private static final String KIND = "warm";
  private static final String RECALL = "recall";
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 4;

  private final ContextParts parts;

  WarmContexts(ContextParts parts) {
    this.parts = parts;
  }

  Optional<Context> find(String flow, ContextRequest request, List<EntityCards.Card> cards) {
    Optional<Derived> kept = parts.derivations().find(id(flow));
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    WarmBody body = parts.codec().fromJson(Json.of(kept.get().content()), WarmBody.class);
    boolean fresh =
        body.request().equals(hash(request))
            && body.cards().equals(hash(cards))
            && !isTooOld(kept.get(), request)
            && isUnchanged(request.session(), body.position())
            && isRecallUnchanged(request, body);
    return fresh
        ? Optional.of(parts.codec().fromJson(Json.of(body.context()), Context.class))
        : Optional.empty();
  }

  private boolean isTooOld(Derived kept, ContextRequest request) {
    var refresh = request.fidelity().refresh();
    return !refresh.isZero() && parts.world().instant().isAfter(kept.made().plus(refresh));
  }

  private boolean isUnchanged(String session, long position) {
    return session.isEmpty()
        || parts.journal().readStream(JournalSessions.stream(session), position, 1).isEmpty();
  }

  private boolean isRecallUnchanged(ContextRequest request, WarmBody body) {
    if (request.question().isBlank() || request.fidelity().passages() == 0) {
      return true;
    }
    long position = body.position();
    for (int pages = 0; ; pages++) {
      List<JournalRecord> page = parts.journal().readStream(RECALL, position, PAGE);
      if (page.isEmpty()) {
        return true;
      }
      // what is new is read at each question: beyond some pages a fresh context costs less
      if (request.fidelity().refresh().isZero() || pages == MOST_PAGES) {
        return false;
      }
      for (JournalRecord record : page) {
        String told = record.body().toString();
        // The ids stand in the records as JSON; where else they stand does not matter here: a
        // context that is assembled once too often is no harm.
        if (body.passages().stream()
            .anyMatch(id -> told.contains(parts.codec().toJson(id).toString()))) {
          return false;
        }
      }
      position = page.get(page.size() - 1).position();
    }
  }

  /**
   * How things stood before a context was assembled.
   *
   * @param cards the cards as they read now
   * @param position where the journal ended
   * @param session tells its session from others of that name; empty if there was none
   */
  record Begun(Supplier<List<EntityCards.Card>> cards, long position, Optional<String> session) {}

  Begun begin(ContextRequest request, Supplier<List<EntityCards.Card>> cards) {
    return new Begun(cards, parts.journal().head(), idOf(parts.log().session(request.session())));
  }

  private static Optional<String> idOf(Optional<TurnLog.Session> session) {
    return session.map(known -> "id " + known.body().id());
  }

  /**
   * Keeps a context, unless something in it has gone meanwhile: its session has ended or was
   * erased, a passage or a card in it is not there any more or reads otherwise.
   */
  void keep(String flow, ContextRequest request, Assembled fresh, Begun begun) {
    Set<String> from = new TreeSet<>();
    from.add("flow/" + flow);
    List<String> passages = new ArrayList<>(fresh.gathered().passages());
    passages.forEach(id -> from.add(Derivations.passage(id)));
    fresh.cards().forEach(card -> from.add("entity/" + card.entity()));
    if (!request.session().isEmpty()) {
      from.add(JournalSessions.stream(request.session()));
    }
    WarmBody body =
        new WarmBody(
            hash(request),
            begun.position(),
            hash(fresh.cards()),
            passages,
            parts.codec().toJson(fresh.context()).toString());
    Derived derived =
        new Derived(
            id(flow),
            KIND,
            parts.codec().toJson(body).toString(),
            from,
            parts.world().instant(),
            "contexts",
            fresh.context().taint());
    parts
        .derivations()
        .keep(
            derived,
            () ->
                !parts.derivations().isGone(derived)
                    && hash(begun.cards().get()).equals(body.cards())
                    && isRecallUnchanged(request, body),
            () ->
                Contended.retry(
                    "the warm context of flow " + flow, () -> put(request, derived, begun)));
  }

  private boolean put(ContextRequest request, Derived derived, Begun begun) {
    Optional<TurnLog.Session> session = parts.log().session(request.session());
    if (!idOf(session).equals(begun.session())) {
      return false;
    }
    Write.Builder write = Write.builder();
    session.ifPresent(known -> write.row(parts.log().unchanged(request.session(), known)));
    parts.derivations().puts(derived, write);
    parts.journal().writeNow(write.build());
    return true;
  }

  private static String id(String flow) {
    return "warm/" + flow;
  }

  private static String hash(ContextRequest request) {
    return Marks.of(
            String.join(
                "\0",
                request.session(),
                request.question(),
                request.system(),
                request.about().toString(),
                "" + request.project(),
                "" + request.trustedOnly(),
                request.pinned().toString(),
                request.fidelity().name(),
                request.fidelity().window().toString(),
                "" + request.fidelity().passages(),
                new java.util.TreeMap<>(request.fidelity().shares()).toString()))
        .mark();
  }

  private static String hash(List<EntityCards.Card> cards) {
    return Marks.of(cards.toString()).mark();
  }
}
