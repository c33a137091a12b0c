package dev.aios.api.memory;

import org.jspecify.annotations.Nullable;

/**
 * Moves recall from one embedding model to another while searches go on. Until every text has its
 * vectors of the next model, the old one answers; then recall switches, at once and for every
 * process, and can switch back. Thread-safe.
 *
 * <p>Memory has to know both embedders meanwhile, and embeds what is added with both:
 *
 * <pre>{@code
 * Memory memory = Memory.builder().embedder(next).replacing(old).build();
 * ...
 * Reembedding moving = aios.service(Reembedding.class);
 * moving.start(100_000);                    // in the background, or
 * while (!moving.run(500).complete()) {}    // here, in portions
 * }</pre>
 *
 * <p>A process that dies loses the portion at hand; what was embedded before is durable.
 */
public interface Reembedding {
  /**
   * How far it is.
   *
   * @return the progress
   */
  Progress progress();

  /**
   * Embeds some texts with the next model, and switches to it when all have been; if there is no
   * next, those without vectors of the answering model. Durable on return.
   *
   * @param chunks about how many chunks to embed at most, 1 or more; a text is embedded whole
   * @return how far it is then
   */
  Progress run(int chunks);

  /**
   * Does the same in the background, on one thread of the runtime's, until all is done, the budget
   * is used up or the runtime closes.
   *
   * @param chunks about how many chunks to embed at most, 1 or more
   */
  void start(long chunks);

  /**
   * Lets another model answer, of those that memory has an embedder for; texts without its vectors
   * are found by keywords only. Durable on return.
   *
   * @param model the embedder's name
   * @return how far it is then
   * @throws dev.aios.api.InvalidInputException if memory has no embedder of that name
   */
  Progress answerWith(String model);

  /**
   * How far it is.
   *
   * @param answering the model whose vectors are searched, or null if there is none
   * @param next the model that texts are embedded with meanwhile, or null if there is none
   * @param done how many chunks have vectors of that model, or of the answering one if there is no
   *     next
   * @param total how many chunks there are
   */
  record Progress(@Nullable String answering, @Nullable String next, long done, long total) {
    /**
     * Whether nothing is left to do.
     *
     * @return whether there is no next model, and every chunk has vectors of the answering one
     */
    public boolean complete() {
      return next == null && done == total;
    }
  }
}
