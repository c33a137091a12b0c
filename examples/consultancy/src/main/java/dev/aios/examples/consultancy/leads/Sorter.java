package dev.aios.examples.consultancy.leads;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Evidence;
import dev.aios.api.agent.Proposal;
import dev.aios.examples.consultancy.mail.Message;
import java.util.List;
import java.util.Optional;

/** Tells what a mail is: by who wrote it, and where that is a stranger, by what it says. */
public final class Sorter implements Agent<Message, MailKind> {
  private final Contacts contacts;
  private final Agent<Message, MailKind> strangers;

  /**
   * A sorter.
   *
   * @param contacts who is known
   * @param strangers sorts the mails of those who are not
   */
  public Sorter(Contacts contacts, Agent<Message, MailKind> strangers) {
    this.contacts = contacts;
    this.strangers = strangers;
  }

  @Override
  public String name() {
    return "sorter";
  }

  @Override
  public Proposal<MailKind> propose(Message mail, AgentContext context) throws Exception {
    if (contacts.isTeam(mail.from())) {
      return Proposal.of(MailKind.TEAM);
    }
    if (contacts.isClient(mail.from())) {
      return Proposal.of(MailKind.CLIENT);
    }
    Optional<String> imitated = contacts.imitated(mail.from());
    if (imitated.isPresent()) {
      String why = mail.from().domain() + " is made to look like " + imitated.get();
      return Proposal.of(MailKind.FRAUD, 0.95)
          .because(List.of(new Evidence("mail:" + mail.id(), why, 1)));
    }
    return strangers.propose(mail, context);
  }
}
