package dev.aios.memory.internal.session;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.RowQuery;
import dev.aios.api.journal.Write;
import dev.aios.api.memory.Sessions;
import dev.aios.api.memory.TokenCounter;
import dev.aios.api.memory.Turn;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Json;
import dev.aios.api.value.Tokens;
import dev.aios.memory.internal.Contended;
import dev.aios.memory.internal.Names;
import dev.aios.memory.internal.rows.SessionEnded;
import dev.aios.memory.internal.rows.SessionRow;
import dev.aios.memory.internal.rows.TurnRow;
import dev.aios.memory.internal.text.Canonical;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Sessions on the journal. A turn is a row in {@code session.turn}, in the group of its session,
 * ranked by its number; the row in {@code session} gives out the numbers. What happened is on the
 * stream {@code session/ID}: {@code session.turn}, {@code session.ended}. Thread-safe, also with
 * other processes on the same journal.
 */
public final class JournalSessions implements Sessions {
  private static final String SESSIONS = "session";
  private static final String TURNS = "session.turn";

  /** How many turns are read at once, from the newest back. */
  private static final int PAGE = 64;

  private final Journal journal;
  private final Codec codec;
  private final TokenCounter counter;

  /**
   * Sessions.
   *
   * @param journal where they are kept
   * @param codec for rows
   * @param counter counts what a window may take
   */
  public JournalSessions(Journal journal, Codec codec, TokenCounter counter) {
    this.journal = journal;
    this.codec = codec;
    this.counter = counter;
  }

  @Override
  public void add(String session, Turn turn) {
    List<String> violations = new ArrayList<>();
    Names.check("the session's id", session, violations);
    Names.check("the role", turn.role(), violations);
    if (!violations.isEmpty()) {
      throw new InvalidInputException("turn", violations);
    }
    Turn clean = new Turn(turn.role(), Canonical.of(turn.text()), turn.at(), turn.taint());
    Contended.retry("session " + session, () -> append(session, clean));
  }

  private long append(String session, Turn turn) {
    Optional<Row> row = journal.row(SESSIONS, session);
    long number = row.map(this::turns).orElse(0L) + 1;
    Json body = codec.toJson(TurnRow.of(number, turn));
    journal.writeNow(
        Write.builder()
            .record("session.turn", stream(session), body)
            .row(
                new RowChange.Put(
                    SESSIONS,
                    session,
                    row.map(Row::version).orElse(RowChange.ABSENT),
                    "",
                    0,
                    codec.toJson(new SessionRow(number))))
            .row(
                new RowChange.Put(
                    TURNS, key(session, number), RowChange.ANY, session, number, body))
            .build());
    return number;
  }

  @Override
  public Window window(String session, Tokens budget) {
    long last = journal.row(SESSIONS, session).map(this::turns).orElse(0L);
    Deque<Turn> kept = new ArrayDeque<>();
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
          return new Window(List.copyOf(kept), Tokens.of(tokens), dropped(last, kept.size()));
        }
        kept.addFirst(row.turn());
        tokens = with;
      }
    }
    return new Window(List.copyOf(kept), Tokens.of(tokens), dropped(last, kept.size()));
  }

  private List<Row> page(String session, long from, long to) {
    return journal.rows(new RowQuery(TURNS, session, from, to, null, PAGE));
  }

  /**
   * The newest turn alone is too large: its end is kept, because that is nearest to what follows.
   */
  private Window newestCut(TurnRow row, Tokens budget, long last) {
    Turn turn = row.turn();
    String end = new TailCut(counter, turn.text(), budget.count()).cut();
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
    Contended.retry("session " + session, () -> forget(session));
  }

  private boolean forget(String session) {
    Optional<Row> row = journal.row(SESSIONS, session);
    if (row.isEmpty()) {
      return false;
    }
    long turns = turns(row.get());
    Write.Builder write =
        Write.builder()
            .record("session.ended", stream(session), codec.toJson(new SessionEnded(turns)))
            .row(new RowChange.Delete(SESSIONS, session, row.get().version()));
    for (long number = 1; number <= turns; number++) {
      write.row(new RowChange.Delete(TURNS, key(session, number), RowChange.ANY));
    }
    journal.writeNow(write.build());
    return true;
  }

  private long turns(Row session) {
    return codec.fromJson(session.body(), SessionRow.class).turns();
  }

  private static String stream(String session) {
    return "session/" + session;
  }

  private static String key(String session, long number) {
    return session + "#" + number;
  }
}
