package dev.aios.testkit.simulation;

import dev.aios.api.ClosedException;
import dev.aios.api.NotFoundException;
import dev.aios.api.StorageException;
import dev.aios.testkit.world.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Those who ask something of the nodes: starts, signals, cancels. Each request goes to a random
 * node and, until it is answered, again to another, as a host does that was not told what became of
 * it. Used by one task at a time.
 */
public final class Clients {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** What is asked. */
  @FunctionalInterface
  public interface Request {
    /**
     * Asks a node. A {@link StorageException}, a {@link ClosedException}, a {@link
     * NotFoundException} and the node's death leave it unanswered; any other exception fails the
     * simulation.
     *
     * @param node the node
     * @throws Exception if it went wrong
     */
    void send(SimulatedNode node) throws Exception;
  }

  private final VirtualWorld world;
  private final Chaos chaos;
  private final Supplier<Optional<SimulatedNode>> anyNode;
  private final List<String> faults = new ArrayList<>();
  private final List<String> unanswered = new ArrayList<>();

  Clients(VirtualWorld world, Chaos chaos, Supplier<Optional<SimulatedNode>> anyNode) {
    this.world = world;
    this.chaos = chaos;
    this.anyNode = anyNode;
  }

  /**
   * Asks something.
   *
   * @param when how long after the simulation's beginning
   * @param what says it in words, for the trace
   * @param request asks it; more than once if need be, so it must be the same request each time
   */
  public void at(Duration when, String what, Request request) {
    unanswered.add(what);
    var unused =
        world.schedule(VirtualWorld.START.plus(when), () -> new Asking(what, request).tryNode());
  }

  /** What is not answered yet. */
  List<String> unanswered() {
    return unanswered;
  }

  List<String> faults() {
    return faults;
  }

  private final class Asking {
    private final String what;
    private final Request request;
    private boolean answered;

    Asking(String what, Request request) {
      this.what = what;
      this.request = request;
    }

    void tryNode() {
      Optional<SimulatedNode> found = anyNode.get();
      if (found.isEmpty()) {
        later(this::tryNode);
        return;
      }
      SimulatedNode node = found.get();
      chaos.note("asks " + node.name() + " to " + what);
      boolean[] failed = {false};
      node.world().executor().execute(() -> failed[0] = !send(node));
      later(() -> look(node, failed));
    }

    private void look(SimulatedNode node, boolean[] failed) {
      if (failed[0] || (!answered && node.isDead())) {
        tryNode();
      } else if (!answered) {
        later(() -> look(node, failed));
      }
    }

    private void later(Runnable task) {
      var unused = world.schedule(world.instant().plus(PATIENCE), task);
    }

    /** Whether it was answered, or may still be. */
    private boolean send(SimulatedNode node) {
      try {
        request.send(node);
      } catch (StorageException | ClosedException | NotFoundException e) {
        return false;
      } catch (Exception e) {
        faults.add(what + " failed: " + e);
      }
      if (!node.isDead() && !answered) {
        answered = true;
        unanswered.remove(what);
        chaos.note(node.name() + " has answered: " + what);
      }
      return true;
    }
  }
}
