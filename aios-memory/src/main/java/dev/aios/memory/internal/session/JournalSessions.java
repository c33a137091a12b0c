package dev.aios.memory.internal.session;

import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.Sessions;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.memory.Turn;
import dev.aios.api.model.ToolCall;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Tokens;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.derived.Derivations;
import dev.aios.memory.internal.rows.SessionAbout;
import dev.aios.memory.internal.rows.SessionRow;
import dev.aios.memory.internal.rows.TurnRow;
import dev.aios.memory.internal.seal.Seals;
import dev.aios.memory.internal.text.Canonical;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sessions on the journal. A turn is a row in {@code session.turn}, in the group of its session,
 * ranked by its number; the row in {@code session} gives out the numbers and is ranked by the time
 * of the last turn. What happened is on the stream {@code session/ID}: {@code session.turn}, sealed
 * under the session's own key, {@code session.about}, {@code session.ended}. Thread-safe, also with
 * other processes on the same journal.
 */
public final class JournalSessions implements Sessions {
  static final String SESSIONS = TurnLog.SESSIONS;
  static final String TURNS = TurnLog.TURNS;
  static final String ONCE = "session.once";

  /** How many turns are read at once, from the newest back. */
  private static final int PAGE = 64;

  private final Journal journal;
  private final Codec codec;
  private final World world;
  private final TokenCounter counter;
  private final Seals seals;
  private final TurnLog log;
  private final Abouts abouts;
  private final Endings endings;

  /**
   * Sessions.
   *
   * @param journal where they are kept
   * @param codec for rows
   * @param world ids
   * @param counter counts what a window may take
   * @param seals seal what was said
   * @param derivations what falls when a session ends
   * @param pins what goes when a session ends
   */
  public JournalSessions(
      Journal journal,
      Codec codec,
      World world,
      TokenCounter counter,
      Seals seals,
      Derivations derivations,
      Pins pins) {
    this.journal = journal;
    this.codec = codec;
    this.world = world;
    this.counter = counter;
    this.seals = seals;
    this.log = new TurnLog(journal, codec);
    this.abouts = new Abouts(journal, codec);
    this.endings = new Endings(journal, codec, seals, derivations, pins, abouts);
  }

  @Override
  public void add(String session, Turn turn) {
    add(session, null, turn);
  }

  @Override
  public boolean addOnce(String session, String key, Turn turn) {
    return add(session, key, turn);
  }

  private boolean add(String session, @Nullable String once, Turn turn) {
    List<String> violations = new ArrayList<>();
    if (once != null) {
      Names.check("the turn's key", once, violations);
    }
    Names.check("the session's id", session, violations);
    Names.check("the role", turn.role(), violations);
    for (ToolCall call : turn.calls()) {
      Names.check("a call's id", call.id(), violations);
      Names.check("the tool's name", call.tool(), violations);
    }
    Turn.Answers answers = turn.answers();
    if (answers != null) {
      Names.check("the answered call's id", answers.call(), violations);
      Names.check("the tool's name", answers.tool(), violations);
      if (!turn.calls().isEmpty()) {
        violations.add("it is the result of a call and makes calls itself; make it two turns");
      }
    }
    if (!violations.isEmpty()) {
      throw new InvalidInputException("turn", violations);
    }
    Turn clean =
        new Turn(
            turn.role(), Canonical.of(turn.text()), turn.at(), turn.taint(), turn.calls(), answers);
    return Contended.retry("session " + session, () -> append(session, once, clean));
  }

  private boolean append(String session, @Nullable String once, Turn turn) {
    if (once != null && journal.row(ONCE, Names.pair(once, session)).isPresent()) {
      return false;
    }
    Optional<TurnLog.Session> known = log.session(session);
    SessionRow row = known.map(TurnLog.Session::body).orElseGet(() -> new SessionRow(0, null));
    String id = row.id() == null ? world.newId() : row.id();
    long number = row.turns() + 1;
    Json body = codec.toJson(TurnRow.of(number, turn));
    SessionRow next = new SessionRow(number, id);
    Seals.Key key = seals.key(keyOf(next), stream(session));
    Write.Builder write =
        Write.builder()
            .record(
                "session.turn",
                stream(session),
                seals.seal(key, "session.turn", stream(session), body))
            .row(put(session, next, version(known), turn.at()))
            .row(
                new RowChange.Put(
                    TURNS, turnKey(session, number), RowChange.ANY, session, number, body));
    RowChange made = key.made();
    if (made != null) {
      write.row(made);
    }
    if (once != null) {
      write.row(
          new RowChange.Put(
              ONCE,
              Names.pair(once, session),
              RowChange.ABSENT,
              session,
              number,
              codec.toJson(number)));
    }
    journal.writeNow(write.build());
    return true;
  }

  private RowChange put(String session, SessionRow row, long version, Instant last) {
    return new RowChange.Put(
        SESSIONS, session, version, "", last.toEpochMilli(), codec.toJson(row));
  }

  private static long version(Optional<TurnLog.Session> known) {
    return known.map(TurnLog.Session::version).orElse(RowChange.ABSENT);
  }

  @Override
  public void about(String session, Set<String> entities) {
    List<String> violations = new ArrayList<>();
    Names.check("the session's id", session, violations);
    entities.forEach(entity -> Names.check("an entity's id", entity, violations));
    if (!violations.isEmpty()) {
      throw new InvalidInputException("session", violations);
    }
    Contended.retry("session " + session, () -> addAbout(session, entities));
  }

  private boolean addAbout(String session, Set<String> entities) {
    List<String> added = new ArrayList<>(new TreeSet<>(entities));
    added.removeAll(about(session));
    if (added.isEmpty()) {
      return false;
    }
    Optional<TurnLog.Session> known = log.session(session);
    SessionRow row =
        known.map(TurnLog.Session::body).orElseGet(() -> new SessionRow(0, world.newId()));
    Write.Builder write =
        Write.builder()
            .record(
                "session.about", stream(session), codec.toJson(new SessionAbout(session, added)))
            .row(
                known
                    .map(found -> log.unchanged(session, found))
                    .orElseGet(() -> put(session, row, RowChange.ABSENT, world.instant())));
    added.forEach(entity -> abouts.put(session, entity, write));
    journal.writeNow(write.build());
    return true;
  }

  @Override
  public List<String> about(String session) {
    return abouts.of(session);
  }

  /**
   * Whom any session of a name is about, also those that have ended.
   *
   * @param session their name
   * @return ids of entities, sorted
   */
  public List<String> everAbout(String session) {
    return abouts.ever(session);
  }

  /**
   * The sessions that are about an entity, also those that have ended.
   *
   * @param entity its id
   * @return their names
   */
  public List<String> sessionsAbout(String entity) {
    return abouts.in(entity);
  }

  @Override
  public Window window(String session, Tokens budget) {
    long last = log.session(session).map(known -> known.body().turns()).orElse(0L);
    Deque<TurnRow> kept = new ArrayDeque<>();
    long tokens = 0;
    for (long to = last; to > 0; to -= PAGE) {
      List<Row> page = page(session, Math.max(1, to - PAGE + 1), to);
      for (int i = page.size() - 1; i >= 0; i--) {
        TurnRow row = codec.fromJson(page.get(i).body(), TurnRow.class);
        long with = tokens + counter.count(row.text());
        if (with > budget.count()) {
          if (kept.isEmpty()) {
            return newestCut(row, budget, last);
          }
          return window(kept, tokens, last);
        }
        kept.addFirst(row);
        tokens = with;
      }
    }
    return window(kept, tokens, last);
  }

  /** Results whose calls did not fit go too: a model cannot make sense of them. */
  private Window window(Deque<TurnRow> kept, long counted, long last) {
    long tokens = counted;
    while (!kept.isEmpty() && kept.getFirst().isResult()) {
      tokens -= counter.count(kept.removeFirst().text());
    }
    return new Window(
        kept.stream().map(TurnRow::turn).toList(), Tokens.of(tokens), dropped(last, kept.size()));
  }

  private List<Row> page(String session, long from, long to) {
    return journal.rows(new RowQuery(TURNS, session, from, to, null, PAGE));
  }

  /**
   * The newest turn alone is too large: its end is kept, because that is nearest to what follows.
   */
  private Window newestCut(TurnRow row, Tokens budget, long last) {
    Turn turn = row.turn();
    String end =
        row.isResult() || !turn.calls().isEmpty()
            ? ""
            : new TailCut(counter, turn.text(), budget.count()).cut();
    if (end.isEmpty()) {
      return new Window(List.of(), Tokens.NONE, dropped(last, 0));
    }
    Turn cut = new Turn(turn.role(), end, turn.at(), turn.taint());
    return new Window(List.of(cut), Tokens.of(counter.count(end)), dropped(last, 1));
  }

  private static int dropped(long turns, int kept) {
    return (int) Math.min(Integer.MAX_VALUE, turns - kept);
  }

  @Override
  public void end(String session) {
    endings.end(session);
  }

  /**
   * What forgets sessions.
   *
   * @return the endings of these sessions
   */
  public Endings endings() {
    return endings;
  }

  /**
   * The stream of a session's records; also what is derived from the session names it so.
   *
   * @param session its name
   * @return the stream
   */
  public static String stream(String session) {
    return "session/" + session;
  }

  /**
   * The id of the key that a session's records are sealed with.
   *
   * @param row the session
   * @return the key's id
   */
  public static String keyOf(SessionRow row) {
    return "session:" + row.id();
  }

  static String turnKey(String session, long number) {
    return session + "#" + number;
  }
}
