package dev.aios.api.memory;

import dev.aios.api.value.Tokens;
import java.util.List;
import java.util.Set;

/** The ephemeral tier: conversations, each with a window that fits a token budget. Thread-safe. */
public interface Sessions {
  /**
   * Adds a turn. Durable on return: a session survives a restart.
   *
   * @param session the session's id
   * @param turn what was said
   */
  void add(String session, Turn turn);

  /**
   * Adds a turn once, however often it is called with this key: for agents, whose steps may run
   * again after a crash. Durable on return.
   *
   * @param session the session's id
   * @param key unique in the session, for example the run and the step
   * @param turn what was said
   * @return whether it was added; false if there is a turn of that key
   */
  boolean addOnce(String session, String key, Turn turn);

  /**
   * The most recent turns that fit.
   *
   * @param session the session's id
   * @param budget the most tokens; a single turn that is larger than the budget is cut at its
   *     beginning. The result of a tool call is left out where its call does not fit
   * @return the window, oldest first; empty for an unknown session
   */
  Window window(String session, Tokens budget);

  /**
   * Says whom or what a session is about. Their cards go into its contexts, and the session is
   * forgotten with them when one of them is erased. Durable on return.
   *
   * @param session the session's id; begins a session if there is none
   * @param entities ids of entities; they are added to those known already
   */
  void about(String session, Set<String> entities);

  /**
   * Whom or what a session is about.
   *
   * @param session the session's id
   * @return ids of entities, sorted; empty for an unknown session
   */
  List<String> about(String session);

  /**
   * Forgets a session's turns; its records stay in the journal.
   *
   * @param session the session's id
   */
  void end(String session);

  /**
   * The part of a session that fits a budget.
   *
   * @param turns the turns kept, oldest first
   * @param tokens what they take
   * @param dropped how many older turns did not fit
   */
  record Window(List<Turn> turns, Tokens tokens, int dropped) {
    /** Copies the turns. */
    public Window {
      turns = List.copyOf(turns);
    }
  }
}
