package dev.aios.core.internal.engine;

import dev.aios.api.InvalidInputException;
import dev.aios.api.agent.Evidence;
import dev.aios.api.agent.Proposal;
import dev.aios.api.agent.UncertainSpan;
import dev.aios.api.value.Codec;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Json;
import dev.aios.api.value.Payload;
import dev.aios.api.value.Taint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way through a run, with the judgement that came with it. The live object is kept
 * beside the payload, so that it is decoded only after a restart.
 */
final class Outcome {
  static final Payload NOTHING = new Payload("null", 1, Json.NULL);

  private final Payload payload;
  private final double confidence;
  private final List<Evidence> evidence;
  private final List<UncertainSpan> uncertain;
  private final Taint taint;
  private @Nullable Object live;

  Outcome(
      Payload payload,
      @Nullable Object live,
      double confidence,
      List<Evidence> evidence,
      List<UncertainSpan> uncertain,
      Taint taint) {
    this.payload = payload;
    this.live = live;
    this.confidence = confidence;
    this.evidence = evidence;
    this.uncertain = uncertain;
    this.taint = taint;
  }

  static Outcome certain(Codec codec, @Nullable Object value, Taint taint) {
    return new Outcome(payload(codec, value), value, 1, List.of(), List.of(), taint);
  }

  static Outcome proposed(Codec codec, Proposal<?> proposal, Taint taint) {
    return new Outcome(
        payload(codec, proposal.value()),
        proposal.value(),
        proposal.confidence(),
        proposal.evidence(),
        proposal.uncertain(),
        taint.plus(proposal.taint()));
  }

  static Payload payload(Codec codec, @Nullable Object value) {
    return value == null ? NOTHING : codec.encode(value);
  }

  Payload payload() {
    return payload;
  }

  double confidence() {
    return confidence;
  }

  List<Evidence> evidence() {
    return evidence;
  }

  List<UncertainSpan> uncertain() {
    return uncertain;
  }

  Taint taint() {
    return taint;
  }

  /** The value; null only for a step that gave nothing. */
  @SuppressWarnings("NullAway") // a step may give nothing; its successor then declares a Void input
  Object value(Codec codec) {
    Object value = live;
    if (value == null && !payload.type().equals(NOTHING.type())) {
      try {
        value = codec.decode(payload);
      } catch (InvalidInputException e) {
        throw new UnreadableException("a recorded value", e);
      }
      live = value;
    }
    return value;
  }

  Proposal<Object> proposal(Codec codec) {
    return new Proposal<>(value(codec), confidence, evidence, Cost.NONE, uncertain, taint);
  }

  /** The same with another label besides. */
  Outcome with(Taint more) {
    return new Outcome(payload, live, confidence, evidence, uncertain, taint.plus(more));
  }

  Outcome edited(Codec codec, Payload instead) {
    return new Outcome(instead, codec.decode(instead), 1, evidence, List.of(), taint);
  }
}
