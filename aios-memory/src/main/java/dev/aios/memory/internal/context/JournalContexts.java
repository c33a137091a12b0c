package dev.aios.memory.internal.context;

import dev.aios.api.InvalidInputException;
import dev.aios.api.effect.Effects;
import dev.aios.api.memory.Context;
import dev.aios.api.memory.Recall;
import dev.aios.api.memory.Sessions;
import dev.aios.api.model.Models;
import dev.aios.memory.context.ContextCost;
import dev.aios.memory.context.ContextRequest;
import dev.aios.memory.context.Contexts;
import dev.aios.memory.context.Fidelity;
import dev.aios.memory.context.Section;
import dev.aios.memory.context.SessionSummary;
import dev.aios.memory.context.Share;
import dev.aios.memory.derived.Derived;
import dev.aios.memory.identity.EntityCards;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.rows.PinRow;
import dev.aios.memory.internal.session.TurnLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what may go into a context, and has it fitted into the window. Thread-safe. */
public final class JournalContexts implements Contexts {
  private static final Map<Section, String> HEADINGS =
      Map.of(
          Section.PINNED, "What holds in this conversation:",
          Section.CARDS, "Whom and what it is about:",
          Section.SUMMARY, "What was said before, in short:",
          Section.PASSAGES, "What was found that may help:");

  private static final Logger LOG = LoggerFactory.getLogger(JournalContexts.class);

  private final ContextParts parts;
  private final Compaction compaction;
  private final WarmContexts warm;

  /**
   * Contexts.
   *
   * @param parts what they are made of
   */
  public JournalContexts(ContextParts parts) {
    this.parts = parts;
    this.compaction =
        new Compaction(
            parts.journal(),
            parts.codec(),
            parts.world(),
            parts.counter(),
            parts.seals(),
            parts.derivations(),
            parts.summariser());
    this.warm = new WarmContexts(parts);
  }

  /** A context and what it was gathered from. */
  record Assembled(Context context, Gathering gathered, List<EntityCards.Card> cards) {}

  @Override
  public Context assemble(ContextRequest request) {
    return assembled(request).context();
  }

  private Assembled assembled(ContextRequest request) {
    check(request);
    Marks marks = marks(request.session());
    Pieces pieces = new Pieces(parts.counter(), marks);
    List<EntityCards.Card> cards = cards(request);
    Gathering gathered = gather(request, marks, pieces, cards);
    Context context =
        new Assembly(gathered, request.fidelity(), pieces, parts.counter()).context(marks.mark());
    return new Assembled(context, gathered, cards);
  }

  private static void check(ContextRequest request) {
    List<String> violations = new ArrayList<>();
    if (!request.session().isEmpty()) {
      Names.check("the session's id", request.session(), violations);
    }
    request.about().forEach(entity -> Names.check("an entity's id", entity, violations));
    request.pinned().forEach((id, text) -> Names.check("a pinned fact's name", id, violations));
    if (!violations.isEmpty()) {
      throw new InvalidInputException("context", violations);
    }
  }

  private Marks marks(String session) {
    String id = parts.log().session(session).map(known -> known.body().id()).orElse(null);
    return Marks.of(id == null ? "session " + session : id);
  }

  private Gathering gather(
      ContextRequest request, Marks marks, Pieces pieces, List<EntityCards.Card> cards) {
    Map<Section, List<Piece>> found = new EnumMap<>(Section.class);
    List<Piece> pinned = new ArrayList<>();
    request.pinned().forEach((id, text) -> pinned.add(pieces.trusted(id, "host", text)));
    for (PinRow pin : parts.pins().of(request.session())) {
      pinned.add(pieces.trusted(pin.id(), "session/" + request.session(), pin.text()));
    }
    found.put(Section.PINNED, pinned);
    found.put(Section.CARDS, cards.stream().map(pieces::card).toList());
    Compaction.Compacted session = compaction.of(request.session(), pieces, limits(request));
    if (!session.text().isEmpty()) {
      found.put(
          Section.SUMMARY,
          List.of(pieces.summary("turns 1-" + session.upTo(), session.text(), session.taint())));
    }
    found.put(Section.TURNS, pieces.turns("session/" + request.session(), session.turns()));
    List<Recall.Hit> hits = recalled(request);
    found.put(Section.PASSAGES, hits.stream().map(pieces::passage).toList());
    return new Gathering(
        found,
        HEADINGS,
        request.system().isEmpty() ? "" : request.system() + "\n\n" + marks.rule(),
        request.question(),
        session.by(),
        hits.stream().map(Recall.Hit::id).toList());
  }

  private Compaction.Limits limits(ContextRequest request) {
    Effects through = request.through();
    return new Compaction.Limits(
        share(request.fidelity(), Section.TURNS),
        share(request.fidelity(), Section.SUMMARY),
        parts.services().get().service(Models.class),
        through == null ? parts.services().get().service(Effects.class) : through);
  }

  private static long share(Fidelity fidelity, Section section) {
    Share share = Objects.requireNonNull(fidelity.shares().get(section));
    return Math.max(share.floor(), (long) (share.of() * fidelity.window().count()));
  }

  private List<EntityCards.Card> cards(ContextRequest request) {
    Set<String> ids =
        new LinkedHashSet<>(
            parts.services().get().service(Sessions.class).about(request.session()));
    ids.addAll(request.about());
    List<EntityCards.Card> cards = new ArrayList<>();
    Set<String> shown = new LinkedHashSet<>();
    for (String id : ids) {
      parts
          .cards()
          .card(id, parts.world().instant())
          .filter(card -> shown.add(card.entity()))
          .ifPresent(cards::add);
    }
    return cards;
  }

  private List<Recall.Hit> recalled(ContextRequest request) {
    int most = request.fidelity().passages();
    if (request.question().isBlank() || most == 0) {
      return List.of();
    }
    return parts
        .recall()
        .search(
            new Recall.Query(
                request.question(),
                most,
                Set.of(),
                request.project(),
                null,
                null,
                request.trustedOnly()));
  }

  @Override
  public Context warm(String flow, ContextRequest request) {
    List<String> violations = new ArrayList<>();
    Names.check("the flow's name", flow, violations);
    if (!violations.isEmpty()) {
      throw new InvalidInputException("warm context", violations);
    }
    WarmContexts.Begun begun = warm.begin(request, () -> cards(request));
    List<EntityCards.Card> cards = cards(request);
    Optional<Context> kept = warm.find(flow, request, cards);
    if (kept.isPresent()) {
      return kept.get();
    }
    Assembled fresh = assembled(request);
    try {
      warm.keep(flow, request, fresh, begun);
    } catch (InvalidInputException e) {
      LOG.atWarn()
          .addKeyValue("flow", flow)
          .setCause(e)
          .log("A context is too large to be kept; it is assembled anew each time");
    }
    return fresh.context();
  }

  @Override
  public void pin(String session, String id, String text) {
    parts.pins().pin(session, id, text);
  }

  @Override
  public boolean unpin(String session, String id) {
    return parts.pins().unpin(session, id);
  }

  @Override
  public Optional<SessionSummary> summary(String session, Fidelity fidelity) {
    return compaction
        .find(session, share(fidelity, Section.TURNS))
        .map(derived -> summary(session, derived));
  }

  private SessionSummary summary(String session, Derived derived) {
    var body = compaction.body(derived);
    List<Long> records =
        parts.log().turns(session, 1, body.upTo()).stream().map(TurnLog.Placed::position).toList();
    return new SessionSummary(body.text(), body.upTo(), records, derived.by(), derived.taint());
  }

  @Override
  public List<ContextCost> costs(ContextRequest request) {
    List<ContextCost> costs = new ArrayList<>();
    for (Fidelity fidelity : Fidelity.all()) {
      ContextRequest wanted = request.fidelity(fidelity);
      assemble(wanted); // A summary that has to be made first is not the cost of every question.
      long begun = parts.world().nanoTime();
      Context context = assemble(wanted);
      Duration took = Duration.ofNanos(parts.world().nanoTime() - begun);
      costs.add(
          Costs.of(fidelity, context, took, parts.services().get().service(Models.class).offers()));
    }
    return costs;
  }
}
