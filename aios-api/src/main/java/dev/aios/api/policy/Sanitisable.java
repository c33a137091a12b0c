package dev.aios.api.policy;

import dev.aios.api.value.Taint;
import java.util.List;

/**
 * A request that holds untrusted content. The door has it sanitised before policies see it and
 * before it is performed.
 *
 * @param <Q> the request's own type
 */
public interface Sanitisable<Q> {
  /**
   * The untrusted content within.
   *
   * @return each piece, in order; empty if there is none
   */
  List<Untrusted> untrusted();

  /**
   * The same request with clean text in place of each piece.
   *
   * @param clean one text for each piece that {@link #untrusted} gave, in its order
   * @param taint the union of their taints
   * @return a request whose {@link #untrusted} is empty
   */
  Q sanitised(List<String> clean, Taint taint);
}
