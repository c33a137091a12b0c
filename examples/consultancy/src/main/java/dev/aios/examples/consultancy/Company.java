package dev.aios.examples.consultancy;

import dev.aios.api.budget.Budget;
import dev.aios.api.event.Subscription;
import dev.aios.api.identity.Entities;
import dev.aios.api.model.Embedder;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import dev.aios.core.Aios;
import dev.aios.core.model.ModelOptions;
import dev.aios.examples.consultancy.billing.InvoiceIssued;
import dev.aios.examples.consultancy.billing.Invoicing;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.input.Client;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.input.Mail;
import dev.aios.examples.consultancy.invoice.Timesheet;
import dev.aios.examples.consultancy.leads.Contacts;
import dev.aios.examples.consultancy.leads.HouseRules;
import dev.aios.examples.consultancy.leads.Inquiry;
import dev.aios.examples.consultancy.leads.Leads;
import dev.aios.examples.consultancy.leads.Reply;
import dev.aios.examples.consultancy.leads.Watchers;
import dev.aios.examples.consultancy.library.Questions;
import dev.aios.examples.consultancy.mail.Mailbox;
import dev.aios.examples.consultancy.mail.Message;
import dev.aios.examples.consultancy.output.Billing;
import dev.aios.examples.consultancy.output.Diary;
import dev.aios.examples.consultancy.output.Outbox;
import dev.aios.examples.consultancy.output.Papers;
import dev.aios.examples.consultancy.output.Receipt;
import dev.aios.examples.consultancy.people.Owner;
import dev.aios.governance.Governance;
import dev.aios.langchain4j.EnvironmentModels;
import dev.aios.memory.Memory;
import dev.aios.onnx.OnnxEmbedder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The parts of the company, put together on one runtime. */
final class Company implements AutoCloseable {
  private final Aios aios;
  private final Folder folder;
  private final List<Message> messages;
  private final Address owner;
  private final Saga<Timesheet, ?> invoicing;
  private final Saga<Questions, Receipt> questions;
  private final Settling settling;

  /** Opens the company: what was interrupted goes on at once. */
  Company(
      Folder folder, Path db, Path out, Map<String, String> environment, Consumer<String> news) {
    this.folder = folder;
    this.owner = Owner.of(folder);
    InstantSource clock = InstantSource.system();
    ZoneId zone = ZoneId.systemDefault();
    Outbox outbox = new Outbox(out.resolve("mail"), owner, clock);
    Billing billing = new Billing(out.resolve("invoices"), owner.name() + "\n" + owner.email());
    Diary diary = new Diary(out.resolve("calendar"), folder.meetings());
    Papers answers = new Papers(out.resolve("answers"), ".answers.md");
    Papers reminders = new Papers(out.resolve("reminders"), ".reminder.md");
    HouseRules rules = HouseRules.of(folder.notes());

    invoicing = new Invoicing(folder.clients(), billing, outbox, owner).saga();
    questions = Questions.saga(Staff.librarian(), answers);
    Saga<Inquiry, Reply> leads =
        new Leads(Staff.reader(), Staff.writer(owner, zone), rules, diary, outbox, clock, zone)
            .saga();

    Embedder embedder = OnnxEmbedder.allMiniLmL6V2();
    aios =
        Aios.builder()
            .sqlite(db)
            .extension(Memory.with(embedder))
            .extension(governance(folder))
            .extension(new EnvironmentModels(environment))
            // This program asks some dozens of times and ends: where a provider is down, it goes on
            // with plain work at once, and does not wait for a breaker to close.
            .modelOptions(ModelOptions.DEFAULT.retry(Retry.exponential(3)))
            .breaker(1, 1000, Duration.ofSeconds(5))
            .saga(invoicing)
            .saga(questions)
            .saga(leads)
            .open();
    messages = Mailbox.clean(folder.mails(), aios.service(Sanitiser.class));
    Contacts contacts = new Contacts(folder, aios.service(Entities.class));
    List<Subscription<?>> watchers =
        List.of(
            Watchers.sorting(Staff.sorter(contacts, embedder), leads),
            Watchers.bookkeeping(),
            Watchers.reminding(reminders),
            Subscription.of("news", News.class, (one, context) -> news.accept(one.headline())));
    watchers.forEach(aios.events()::subscribe);
    settling = new Settling(aios, watchers.stream().map(Subscription::name).toList());
  }

  private static Governance governance(Folder folder) {
    return Governance.builder()
        .budget(
            new Budget(
                "everything",
                Budget.Scope.EVERYTHING,
                Budget.Period.MONTH,
                Money.of(20, "USD"),
                Budget.Past.CHEAPER))
        .budget(
            new Budget(
                "leads",
                Budget.Scope.saga("lead"),
                Budget.Period.DAY,
                Money.of(2, "USD"),
                Budget.Past.ASK))
        .policy(noMailToStrangers(folder))
        .build();
  }

  Aios aios() {
    return aios;
  }

  Folder folder() {
    return folder;
  }

  List<Message> messages() {
    return messages;
  }

  Address owner() {
    return owner;
  }

  Saga<Timesheet, ?> invoicing() {
    return invoicing;
  }

  Saga<Questions, Receipt> questions() {
    return questions;
  }

  /** The owner's questions, to be answered from what is in the folder now. */
  Questions currentQuestions() {
    return new Questions(
        folder.questions(),
        Stream.concat(
                folder.notes().stream().map(note -> note.file() + " " + note.text().hashCode()),
                messages.stream().map(Message::id))
            .toList());
  }

  /** A text may ask for a mail to anybody; only who is in the files already gets one. */
  private static Policy noMailToStrangers(Folder folder) {
    Set<String> known = new HashSet<>();
    known.add(Owner.of(folder).email());
    for (Mail mail : folder.mails()) {
      known.add(mail.from().email());
      Stream.of(mail.to(), mail.cc()).flatMap(List::stream).map(Address::email).forEach(known::add);
    }
    folder.clients().stream().map(Client::billing).map(Address::email).forEach(known::add);
    return Policy.of(
        "no-mail-to-strangers",
        request -> {
          Object asked = request.request();
          String to =
              asked instanceof Reply reply
                  ? reply.letter().to().email()
                  : asked instanceof InvoiceIssued issued
                      ? issued.invoice().client().billing().email()
                      : "";
          return to.isEmpty() || known.contains(to)
              ? Decision.ALLOW
              : new Decision.Deny("nobody of the address " + to + " is in the files");
        });
  }

  /** Waits until nothing moves by itself any more. */
  void settle() {
    settling.await();
  }

  @Override
  public void close() {
    aios.close();
  }
}
