package dev.aios.core.agent;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.event.EventContext;
import dev.aios.api.event.Subscription;
import dev.aios.api.value.Retry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An agent that reacts to events: judges each by another agent, and acts on what that proposes.
 *
 * <pre>{@code
 * aios.events().subscribe(
 *     WatcherAgent.on("leads", MailArrived.class, qualifier)
 *         .when(mail -> mail.mailbox().equals("sales"))
 *         .then((lead, context) -> context.service(Events.class).publish(lead.value()))
 *         .unsureBelow(0.6, (lead, context) -> context.service(Inbox.class)...)
 *         .build().subscription());
 * }</pre>
 *
 * <p>An event may be delivered more than once. The effects of the agent and of what follows are
 * remembered by subscription and event; what follows should start runs under keys from the event,
 * and publish with an id. Thread-safe if the agent is.
 *
 * @param <E> the event
 * @param <O> what the agent makes of it
 */
public final class WatcherAgent<E, O> implements Agent<E, O> {
  /**
   * Acts on a proposal.
   *
   * @param <O> what was proposed
   */
  @FunctionalInterface
  public interface Reaction<O> {
    /**
     * Acts.
     *
     * @param proposal the agent's
     * @param context the door, the services, which event it is
     * @throws Exception if it could not; the event is delivered again as the retry says
     */
    void on(Proposal<O> proposal, EventContext context) throws Exception;
  }

  private final Builder<E, O> is;
  private final Reaction<O> then;

  private WatcherAgent(Builder<E, O> builder, Reaction<O> then) {
    this.is = builder;
    this.then = then;
  }

  /**
   * Begins a watcher.
   *
   * @param <E> the event
   * @param <O> what the agent makes of it
   * @param name the watcher's and its subscription's name, not blank
   * @param type the class of the events; a sealed interface takes all its records
   * @param agent judges an event
   * @return a builder
   */
  public static <E, O> Builder<E, O> on(String name, Class<E> type, Agent<? super E, O> agent) {
    return new Builder<>(name, type, agent);
  }

  @Override
  public String name() {
    return is.name;
  }

  @Override
  public int version() {
    return is.agent.version();
  }

  /** Judges an event and does not act on it; for tests, and for use as a step. */
  @Override
  public Proposal<O> propose(E event, AgentContext context) throws Exception {
    return is.agent.propose(event, context);
  }

  /**
   * The subscription through which it is called.
   *
   * @return to be given to {@link dev.aios.api.event.Events#subscribe}, or to an extension's
   *     installation
   */
  public Subscription<E> subscription() {
    return new Subscription<>(is.name, is.type, is.from, is.retry, this::react);
  }

  private void react(E event, EventContext context) throws Exception {
    if (!is.when.test(event)) {
      return;
    }
    Proposal<O> proposal = propose(event, context);
    Reaction<O> unsure = is.unsure;
    if (unsure != null && proposal.confidence() < is.unsureBelow) {
      unsure.on(proposal, context);
    } else {
      then.on(proposal, context);
    }
  }

  /**
   * Describes a watcher. Not thread-safe.
   *
   * @param <E> the event
   * @param <O> what the agent makes of it
   */
  public static final class Builder<E, O> {
    private final String name;
    private final Class<E> type;
    private final Agent<? super E, O> agent;
    private Predicate<E> when = event -> true;
    private Subscription.From from = Subscription.From.BEGINNING;
    private Retry retry = Retry.exponential(5);
    private @Nullable Reaction<O> then;
    private @Nullable Reaction<O> unsure;
    private double unsureBelow;

    private Builder(String name, Class<E> type, Agent<? super E, O> agent) {
      this.name = name;
      this.type = type;
      this.agent = agent;
    }

    /**
     * Leaves out events.
     *
     * @param wanted whether an event is to be judged; pure
     * @return this
     */
    public Builder<E, O> when(Predicate<E> wanted) {
      when = wanted;
      return this;
    }

    /**
     * Sets what follows a proposal.
     *
     * @param reaction acts on it
     * @return this
     */
    public Builder<E, O> then(Reaction<O> reaction) {
      then = reaction;
      return this;
    }

    /**
     * Sets what follows a proposal that is not sure enough.
     *
     * @param confidence 0 to 1
     * @param reaction acts on it instead
     * @return this
     */
    public Builder<E, O> unsureBelow(double confidence, Reaction<O> reaction) {
      unsureBelow = confidence;
      unsure = reaction;
      return this;
    }

    /**
     * Begins with what is published from now on, instead of the first event in the journal.
     *
     * @return this
     */
    public Builder<E, O> fromNow() {
      from = Subscription.From.NOW;
      return this;
    }

    /**
     * Sets how often and when a failed reaction is tried again.
     *
     * @param how five times unless set; then the event is a dead letter in the inbox
     * @return this
     */
    public Builder<E, O> retry(Retry how) {
      retry = how;
      return this;
    }

    /**
     * Builds it.
     *
     * @return the watcher
     * @throws InvalidInputException with every fault found
     */
    public WatcherAgent<E, O> build() {
      List<String> faults = new ArrayList<>();
      if (name.isBlank()) {
        faults.add("its name is blank");
      }
      if (then == null) {
        faults.add("nothing follows its proposals (then)");
      }
      if (!(unsureBelow >= 0 && unsureBelow <= 1)) {
        faults.add("unsureBelow " + unsureBelow + " is not within 0 to 1");
      }
      if (!faults.isEmpty() || then == null) {
        throw new InvalidInputException("watcher " + name, faults);
      }
      return new WatcherAgent<>(this, then);
    }
  }
}
