package dev.aios.core.internal.agent;

import dev.aios.api.value.Codec;
import dev.aios.api.value.Payload;
import dev.aios.core.internal.codec.JacksonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Names the effects of one call of an agent: by the agent's name and the input's hash, so that the
 * call run again finds its outcomes, and another call of the same agent in the same step does not.
 *
 * @param agent the agent's name
 * @param hash of the input
 */
public record Calls(String agent, String hash) {
  private static final int DIGITS = 16;

  /**
   * The names of a call.
   *
   * @param agent the agent's name
   * @param codec of the runtime
   * @param input the input
   * @return the names
   * @throws dev.aios.api.InvalidInputException if the input has no JSON form
   */
  public static Calls of(String agent, Codec codec, @Nullable Object input) {
    Payload payload = codec.encode(input);
    return new Calls(agent, JacksonCodec.hash(payload));
  }

  /**
   * The name of an effect.
   *
   * @param part which, for example {@code round-2}
   * @return the name
   */
  public String name(String part) {
    return agent + "@" + hash.substring(0, DIGITS) + "/" + part;
  }

  /**
   * The marks around untrusted text in this call.
   *
   * @return made from digits that stand in no name
   */
  public Fence fence() {
    return new Fence(hash.substring(DIGITS, 2 * DIGITS));
  }
}
