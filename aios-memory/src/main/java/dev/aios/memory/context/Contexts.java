package dev.aios.memory.context;

import dev.aios.api.memory.Context;
import java.util.List;
import java.util.Optional;

/**
 * Assembles contexts. Found with {@code aios.service(Contexts.class)}. Thread-safe.
 *
 * <pre>{@code
 * Context context = contexts.assemble(ContextRequest.of("chat/lindenhof", "When is the roof due?"));
 * System.out.println(context.explain());
 * }</pre>
 */
public interface Contexts {
  /**
   * Assembles a context. What changes seldom stands first, and turns are only ever added at the end
   * until older ones become a summary, so that a provider's cache of prompts finds the beginning
   * again. If the turns since the last summary take more than their share, all of them but the
   * newest that fit into half of it are summed up first, which is durable on return.
   *
   * @param request what for
   * @return the context, within the window
   * @throws dev.aios.api.InvalidInputException if system part and question alone do not fit, or the
   *     request is not valid
   */
  Context assemble(ContextRequest request);

  /**
   * The context of a recurring flow: the one that was assembled before, if nothing that it came
   * from has changed, it is not older than the fidelity allows, and the request is the same. It
   * survives a restart.
   *
   * @param flow names the flow
   * @param request what for
   * @return the context
   */
  Context warm(String flow, ContextRequest request);

  /**
   * Pins a fact to a session: it goes into each of its contexts, and is cut last. Durable on
   * return.
   *
   * @param session the session's id
   * @param id names the fact; the same again replaces it
   * @param text from the host, never from outside
   */
  void pin(String session, String id, String text);

  /**
   * Takes a pinned fact away.
   *
   * @param session the session's id
   * @param id its name
   * @return whether it was there
   */
  boolean unpin(String session, String id);

  /**
   * The running summary of a session.
   *
   * @param session the session's id
   * @param fidelity each fidelity has its own, because it shows another number of turns
   * @return the summary, with links to the records that it stands for; empty as long as all turns
   *     are shown
   */
  Optional<SessionSummary> summary(String session, Fidelity fidelity);

  /**
   * What a request costs at each fidelity, measured by assembling it at each.
   *
   * @param request what for
   * @return frugal, balanced, rich
   */
  List<ContextCost> costs(ContextRequest request);
}
