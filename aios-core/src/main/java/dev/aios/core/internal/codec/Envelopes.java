package dev.aios.core.internal.codec;

import dev.aios.api.value.Codec;
import java.util.List;
import java.util.Map;

/** The codec for the runtime's own records and rows, which hold payloads of users. */
public final class Envelopes {
  /**
   * Takes more than the codec of the payloads does: a payload that was accepted must fit into the
   * record, and an edit with its original beside it, too. As much as a journal takes.
   */
  public static final Codec CODEC = new JacksonCodec(List.of(), 16 << 20, Map.of());

  private Envelopes() {}
}
