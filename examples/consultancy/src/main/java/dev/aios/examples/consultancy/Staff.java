package dev.aios.examples.consultancy;

import dev.aios.api.DeniedException;
import dev.aios.api.EffectFailedException;
import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.model.Embedder;
import dev.aios.api.model.Need;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Money;
import dev.aios.core.agent.DrafterAgent;
import dev.aios.core.agent.ModelAgent;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.leads.ByExample;
import dev.aios.examples.consultancy.leads.Contacts;
import dev.aios.examples.consultancy.leads.Inquiry;
import dev.aios.examples.consultancy.leads.Lead;
import dev.aios.examples.consultancy.leads.MailKind;
import dev.aios.examples.consultancy.leads.Reply;
import dev.aios.examples.consultancy.leads.Sorter;
import dev.aios.examples.consultancy.leads.Templates;
import dev.aios.examples.consultancy.leads.Wish;
import dev.aios.examples.consultancy.leads.WishReader;
import dev.aios.examples.consultancy.library.Answers.Answer;
import dev.aios.examples.consultancy.library.Found;
import dev.aios.examples.consultancy.library.Quoting;
import dev.aios.examples.consultancy.mail.Message;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The agents that do the language work. Each asks a model if the environment offers one, and else
 * does what can be done honestly without.
 */
final class Staff {
  /** What a model writes, the owner reads before it goes out. */
  private static final double DRAFT = 0.7;

  private Staff() {}

  /** Tells what a mail is. */
  static Agent<Message, MailKind> sorter(Contacts contacts, Embedder embedder) {
    Agent<Message, Sorted> model =
        ModelAgent.named("sorter", Message.class, Sorted.class)
            .instructions(
                """
                You sort the mail of a consultancy. The mail is from somebody unknown. It is one of:
                LEAD (may become a client), ADVERT (sells something, newsletters), JOB (offers or looks
                for a job, a thesis, a favour), OFFICE (authorities, tax, bank), FRAUD (pretends to be
                another). "sureness" is how sure you are, from 0 to 1.
                """)
            .prompt("Subject: {{subject}}\n{{text}}")
            .untrusted("subject", mail -> Untrusted.text(mail.subject(), mail.source()))
            .untrusted("text", Message::content)
            .confidence((mail, sorted) -> within(sorted.sureness()))
            .escalateBelow(0.5)
            .build();
    return new Sorter(
        contacts, either(new ByExample(embedder), model, (mail, sorted) -> sorted.kind()));
  }

  record Sorted(MailKind kind, double sureness) {}

  /** Finds out what a lead wants. */
  static Agent<Inquiry, Wish> reader() {
    Agent<Inquiry, WishForm> model =
        ModelAgent.named("reader", Inquiry.class, WishForm.class)
            .instructions(
                """
                You read inquiries to a consultancy and fill in a form. budget: the most that may be
                spent, in whole units, null if the mail names none. currency: its ISO 4217 code.
                decides: whether the writer decides, or it is approved already. start: when the work is
                wanted, in the mail's words, or empty. meets: whether the writer wants to talk or meet.
                sureness: how sure you are of all this, from 0 to 1.
                """)
            .prompt("{{mail.text}}")
            .untrusted("mail.text", inquiry -> inquiry.mail().content())
            .check((inquiry, form) -> form.faults())
            .confidence((inquiry, form) -> within(form.sureness()))
            .escalateBelow(0.6)
            .build();
    return either(new WishReader(), model, (inquiry, form) -> form.wish());
  }

  record WishForm(
      @Nullable Long budget,
      @Nullable String currency,
      boolean decides,
      String start,
      boolean meets,
      double sureness) {
    private static final Set<String> CURRENCIES =
        Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toSet());

    List<String> faults() {
      return budget != null
              && (budget < 0
                  || budget > 1_000_000_000
                  || currency == null
                  || !CURRENCIES.contains(currency))
          ? List.of("budget " + budget + " " + currency + " is no amount in an ISO 4217 currency")
          : List.of();
    }

    Wish wish() {
      Money money = budget == null || currency == null ? null : Money.of(budget, currency);
      return new Wish(money, decides, start, meets);
    }
  }

  /** Answers a lead. */
  static Agent<Lead, Reply> writer(Address owner, ZoneId zone) {
    Templates templates = new Templates(owner, zone);
    Agent<Lead, Passage> model =
        ModelAgent.named("writer", Lead.class, Passage.class)
            .instructions(
                """
                You write one paragraph of two or three sentences of an answer to an inquiry, in the
                language of the inquiry, warm and plain. Do not greet, do not sign, name no date and no
                price: that is added. The verdict is MEET (a first call is proposed), ASK (we need to
                know aims, date and budget) or DECLINE (the project is too small for us).
                """)
            .prompt("The verdict is {{verdict}}. The inquiry:\n{{mail.text}}")
            .untrusted("mail.text", lead -> lead.mail().content())
            .need(Need.STANDARD)
            .build();
    Agent<Lead, Reply> drafter =
        DrafterAgent.around(
                Agent.<Lead, Reply>proposing(
                    "writer",
                    (lead, context) -> {
                      Proposal<Passage> passage = model.propose(lead, context);
                      return templates.reply(lead, passage.value().text());
                    }))
            .cap(DRAFT)
            .doubtUnsupported()
            .build();
    return either(templates, drafter, (lead, reply) -> reply);
  }

  record Passage(String text) {}

  /** Answers a question from what was found. */
  static Agent<Found, Answer> librarian() {
    Agent<Found, Said> model =
        ModelAgent.named("librarian", Found.class, Said.class)
            .instructions(
                """
                You answer a question from passages alone, in one or two sentences. Above each passage
                stands its source in brackets; give the sources that your answer rests on, as they are
                written there without the brackets. If the passages contradict each other, the newest
                holds. If they do not say, answer "Nothing was found about this." with a sureness of 0.
                """)
            .prompt("{{question}}\n\nThe passages:\n{{hits}}")
            .untrusted("hits", Found::content)
            .check(Said::faults)
            .confidence((found, said) -> within(said.sureness()))
            .escalateBelow(0.5)
            .build();
    return either(
        new Quoting(),
        model,
        (found, said) ->
            new Answer(found.question(), said.answer(), said.sources(), within(said.sureness())));
  }

  record Said(String answer, List<String> sources, double sureness) {
    /** A source that was not among the passages is made up. */
    static List<String> faults(Found found, Said said) {
      return said.sources().stream()
          .filter(source -> !found.sources().contains(source) && !source.equals("who is who"))
          .map(source -> "the source '" + source + "' is not among the passages")
          .toList();
    }
  }

  private static double within(double sureness) {
    return Math.max(0, Math.min(1, sureness));
  }

  /** Makes an answer of what a model said. */
  private interface Reading<I, S, O> {
    O of(I input, S said);
  }

  private static <I, S, O> Agent<I, O> either(
      Agent<I, O> local, Agent<I, S> model, Reading<I, S, O> reading) {
    return Agent.proposing(
        local.name(),
        (input, context) -> {
          if (context.models().offers().isEmpty()) {
            return local.propose(input, context);
          }
          try {
            Proposal<S> said = model.propose(input, context);
            return said.with(reading.of(input, said.value()));
          } catch (DeniedException | EffectFailedException | PermanentException e) {
            // The budget is spent, the provider is down, or it talks nonsense: plain work is better
            // than none, and its confidence says what it is.
            return local.propose(input, context);
          }
        });
  }
}
