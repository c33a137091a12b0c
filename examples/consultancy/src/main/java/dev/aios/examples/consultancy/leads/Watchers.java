package dev.aios.examples.consultancy.leads;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.effect.Effect;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.event.EventContext;
import dev.aios.api.event.Events;
import dev.aios.api.event.Subscription;
import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Fact;
import dev.aios.api.run.RunId;
import dev.aios.api.run.Runs;
import dev.aios.api.run.StartOptions;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.examples.consultancy.mail.Message;
import dev.aios.examples.consultancy.output.Papers;
import java.time.Duration;

/**
 * What happens beside the saga of a lead: each watcher reacts to events on its own, and none knows
 * of the others.
 */
public final class Watchers {
  private Watchers() {}

  /**
   * Sorts each mail; the first mail of a lead starts its saga, a further one is an event of its
   * own.
   *
   * @param sorter tells what a mail is
   * @param saga the flow of a lead
   * @return the subscription
   */
  public static Subscription<MailArrived> sorting(
      Agent<Message, MailKind> sorter, Saga<Inquiry, ?> saga) {
    return Subscription.of(
        "sorting",
        MailArrived.class,
        (arrived, context) -> {
          Message mail = arrived.mail();
          Runs runs = context.service(Runs.class);
          boolean isFirst = arrived.first().equals(mail.id());
          boolean isLead = runs.find(new RunId(saga.name(), key(arrived.first()))).isPresent();
          if (isLead && !isFirst) {
            context
                .service(Events.class)
                .publishOnce(new LeadWroteAgain(mail, arrived.first()), "", "again/" + mail.id());
          }
          if (isLead || !isFirst) {
            return;
          }
          Proposal<MailKind> kind = sorter.propose(mail, context);
          if (kind.value() == MailKind.LEAD) {
            runs.start(
                saga,
                new Inquiry(mail, kind.confidence()),
                key(mail.id()),
                StartOptions.NONE.tainted(Taint.of(mail.source())));
          }
        });
  }

  /** A Message-ID may be longer, or hold more, than a key. */
  static String key(String messageId) {
    String safe = messageId.replaceAll("[^A-Za-z0-9@._-]", "_");
    return safe.length() <= 120
        ? safe
        : safe.substring(0, 100) + "~" + Integer.toHexString(messageId.hashCode());
  }

  /**
   * Keeps the identity model up to date with what is learnt of leads.
   *
   * @return the subscription
   */
  public static Subscription<LeadQualified> bookkeeping() {
    return Subscription.of(
        "bookkeeping",
        LeadQualified.class,
        (qualified, context) -> {
          Lead lead = qualified.lead();
          fact(lead, "lead", lead.verdict().name(), context);
          if (lead.wish().budget() != null) {
            fact(lead, "budget", lead.wish().budget().toString(), context);
          }
          if (!lead.wish().start().isEmpty()) {
            fact(lead, "wanted", lead.wish().start(), context);
          }
        });
  }

  private static void fact(Lead lead, String property, String value, EventContext context) {
    Entities entities = context.service(Entities.class);
    entities
        .find(Anchor.mail(lead.mail().from().email()))
        .filter(
            person ->
                entities.history(person.id()).stream()
                    .noneMatch(f -> f.property().equals(property) && f.value().equals(value)))
        .ifPresent(
            person ->
                entities.record(
                    new Fact(
                        person.id(),
                        property,
                        value,
                        lead.mail().date(),
                        null,
                        context.now(),
                        "mail:" + lead.mail().id(),
                        lead.sure(),
                        Taint.of(lead.mail().source()))));
  }

  /**
   * Reminds the owner of leads that wrote again.
   *
   * @param papers where reminders go
   * @return the subscription
   */
  public static Subscription<LeadWroteAgain> reminding(Papers papers) {
    return Subscription.of(
        "reminding",
        LeadWroteAgain.class,
        (again, context) -> {
          Message mail = again.mail();
          String text =
              "# %s wrote again\n\nOn %s, \"%s\". The first mail was <%s>. Waiting for %d days.\n"
                  .formatted(
                      mail.from(),
                      mail.date(),
                      mail.subject(),
                      again.first(),
                      Duration.between(mail.date(), context.now()).toDays());
          context
              .effects()
              .perform(
                  Effect.named("remind", text)
                      .key(mail.id())
                      .kind(EffectKind.FILE)
                      .target("reminders")
                      .idempotent()
                      .retry(Retry.exponential(3))
                      .by((paper, call) -> papers.write(paper, "reminder/" + mail.id())));
        });
  }
}
