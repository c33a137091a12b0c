package dev.aios.examples.consultancy.leads;

import dev.aios.examples.consultancy.News;

/**
 * It is known what a lead wants and what to do about it.
 *
 * @param lead the lead
 */
public record LeadQualified(Lead lead) implements News {
  @Override
  public String headline() {
    return "lead      "
        + lead.mail().from()
        + ": "
        + lead.verdict()
        + (lead.wish().budget() == null ? ", no budget named" : ", " + lead.wish().budget());
  }
}
