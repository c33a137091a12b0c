package dev.aios.examples.consultancy.leads;

import dev.aios.examples.consultancy.News;
import dev.aios.examples.consultancy.mail.Message;

/**
 * Somebody who is a lead already wrote once more.
 *
 * @param mail the new mail
 * @param first the Message-ID of the mail that the lead began with
 */
public record LeadWroteAgain(Message mail, String first) implements News {
  @Override
  public String headline() {
    return "reminder  " + mail.from() + " wrote again: " + mail.subject();
  }
}
