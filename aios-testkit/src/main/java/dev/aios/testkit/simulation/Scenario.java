package dev.aios.testkit.simulation;

import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import dev.aios.api.journal.Journal;
import dev.aios.api.saga.Saga;
import dev.aios.core.AiosBuilder;
import java.util.List;
import java.util.Optional;

/**
 * What is simulated: sagas, what clients ask for, what people answer, and what must be true in the
 * end. One is made for each seed. Called by one thread at a time.
 */
public interface Scenario {
  /**
   * The sagas as a node knows them. Steps that take time do so with {@link SimulatedNode#world},
   * and effects are to be counted outside, in what the scenario holds.
   *
   * @param node the node that is opened; each life of a node is another
   * @return all sagas of the scenario
   */
  List<Saga<?, ?>> sagas(SimulatedNode node);

  /**
   * Sets up a node further: subscriptions, policies, extensions. Journal, world, lease and sagas
   * are the simulation's.
   *
   * @param node the node that is opened
   * @param builder its options
   */
  default void configure(SimulatedNode node, AiosBuilder builder) {}

  /**
   * Says what is asked of the nodes, and when.
   *
   * @param clients takes the requests
   */
  void ask(Clients clients);

  /**
   * Answers an open inbox item. A question whether an effect happened is put only while no effect
   * of its run is under way, and a second after it was opened.
   *
   * @param item the item
   * @return the verdict; empty to leave the item open for good
   */
  Optional<Verdict> decide(InboxItem item);

  /**
   * Whether everything has happened that is not a run's or a request's.
   *
   * @param store what is really stored
   * @return true to end the simulation; asked often
   */
  default boolean isSettled(Journal store) {
    return true;
  }

  /**
   * Checks what is the scenario's own, when the general checks have passed.
   *
   * @param ending where everything stands
   * @throws AssertionError if it is not as it should be
   */
  default void verify(Ending ending) {}
}
