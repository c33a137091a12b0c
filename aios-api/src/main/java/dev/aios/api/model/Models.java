package dev.aios.api.model;

import dev.aios.api.effect.Effects;
import java.util.List;
import java.util.function.Consumer;

/**
 * The models that the host offers, behind a router and the door: every call is an effect with
 * policies, budget and record. Falls to a cheaper tier where a budget says so. Thread-safe.
 */
public interface Models {
  /**
   * Asks the cheapest model that fits.
   *
   * @param through the door to go through: an agent's own, so that the answer is remembered by its
   *     step
   * @param name the effect's name, unique within the step
   * @param request the question
   * @param need what is needed of the model
   * @return the answer
   * @throws dev.aios.api.NotFoundException if no model fits; the message names what is offered
   * @throws dev.aios.api.DeniedException if a policy or a budget refuses
   */
  ChatAnswer chat(Effects through, String name, ChatRequest request, Need need);

  /**
   * Asks, and hands out the text as it comes. A recorded answer is handed out in one piece.
   *
   * @param through the door to go through
   * @param name the effect's name
   * @param request the question
   * @param need what is needed of the model
   * @param onText called with each piece of text, in order
   * @return the whole answer
   */
  ChatAnswer stream(
      Effects through, String name, ChatRequest request, Need need, Consumer<String> onText);

  /**
   * What is offered.
   *
   * @return the offers, cheapest tier first
   */
  List<ModelOffer> offers();
}
