package dev.aios.examples.consultancy.leads;

import dev.aios.examples.consultancy.News;

/**
 * A lead got an answer.
 *
 * @param reply what was sent
 */
public record LeadAnswered(Reply reply) implements News {
  @Override
  public String headline() {
    return "mail      to " + reply.letter().to() + ": " + reply.letter().subject();
  }
}
