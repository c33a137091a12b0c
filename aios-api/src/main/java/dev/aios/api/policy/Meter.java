package dev.aios.api.policy;

import dev.aios.api.effect.EffectRequest;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.value.Cost;
import java.util.List;

/**
 * Sets money aside before an effect and settles it after, as counter changes that the door writes
 * in the transaction of the intent and of the outcome. Thread-safe.
 */
public interface Meter {
  /**
   * What to reserve.
   *
   * @param request the effect about to happen, with its estimate
   * @return counter changes with their caps, written with the intent; empty if no budget applies
   */
  List<CounterChange> reserve(EffectRequest request);

  /**
   * What to change when the actual cost is known.
   *
   * @param request the effect
   * @param reserved what {@link #reserve} gave
   * @param actual what it really cost; {@link Cost#NONE} if it did not happen
   * @return counter changes, written with the outcome; they replace the reservation by the actual
   *     cost
   */
  List<CounterChange> settle(EffectRequest request, List<CounterChange> reserved, Cost actual);

  /**
   * What to do when a reservation would pass a cap.
   *
   * @param request the effect
   * @param counter the counter that would pass its cap
   * @return anything but {@link Decision.Allow} and {@link Decision.Transform}
   */
  Decision exhausted(EffectRequest request, String counter);
}
