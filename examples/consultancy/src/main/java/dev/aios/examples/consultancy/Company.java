package dev.aios.examples.consultancy;

import dev.aios.api.budget.Budget;
import dev.aios.api.event.Subscription;
import dev.aios.api.identity.Entities;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.JournalRecord;
import dev.aios.api.model.Embedder;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
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
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The parts of the company, put together on one runtime. */
final class Company implements AutoCloseable {
  private static final Duration GLANCE = Duration.ofMillis(10);
  private static final Duration FAR_OFF = Duration.ofSeconds(20);
  private static final List<String> WATCHERS =
      List.of("sorting", "bookkeeping", "reminding", "news");

  private final Aios aios;
  private final Folder folder;
  private final List<Message> messages;
  private final Address owner;
  private final Saga<Inquiry, Reply> leads;
  private final Saga<Timesheet, ?> invoicing;
  private final Saga<Questions, Receipt> questions;
  private long lastEvent;

  /** Opens the company: what was interrupted goes on at once. */
  Company(
      Folder folder, Path db, Path out, Map<String, String> environment, Consumer<String> news) {
    this.folder = folder;
    this.owner = Owner.of(folder);
    Embedder embedder = OnnxEmbedder.allMiniLmL6V2();
    this.aios =
        Aios.builder()
            .sqlite(db)
            .extension(Memory.with(embedder))
            .extension(
                Governance.builder()
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
                    .build())
            .extension(new EnvironmentModels(environment))
            // This program asks some dozens of times and ends: where a provider is down, it goes on
            // with plain work at once, and does not wait for a breaker to close.
            .modelOptions(ModelOptions.DEFAULT.retry(Retry.exponential(3)))
            .breaker(1, 1000, Duration.ofSeconds(5))
            .open();
    this.messages = Mailbox.clean(folder.mails(), aios.service(Sanitiser.class));
    ZoneId zone = ZoneId.systemDefault();
    Outbox outbox = new Outbox(out.resolve("mail"), owner, aios.world());
    Diary diary = new Diary(out.resolve("calendar"), folder.meetings());
    leads =
        new Leads(
                Staff.reader(),
                Staff.writer(owner, zone),
                HouseRules.of(folder.notes()),
                diary,
                outbox,
                aios.world(),
                zone)
            .saga();
    invoicing =
        new Invoicing(
                folder.clients(),
                new Billing(out.resolve("invoices"), owner.name() + "\n" + owner.email()),
                outbox,
                owner)
            .saga();
    questions =
        Questions.saga(Staff.librarian(), new Papers(out.resolve("answers"), ".answers.md"));
    Stream.of(leads, invoicing, questions).forEach(aios::register);
    Contacts contacts = new Contacts(folder, aios.service(Entities.class));
    aios.events().subscribe(Watchers.sorting(Staff.sorter(contacts, embedder), leads));
    aios.events().subscribe(Watchers.bookkeeping());
    aios.events()
        .subscribe(Watchers.reminding(new Papers(out.resolve("reminders"), ".reminder.md")));
    aios.events()
        .subscribe(Subscription.of("news", News.class, (one, on) -> news.accept(one.headline())));
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

  /** Waits until nothing moves by itself any more: all that is left needs a person. */
  void settle() {
    try {
      while (true) {
        long events = lastEvent();
        if (watchersRest(events)
            && aios.runs().list(null, Integer.MAX_VALUE).stream().allMatch(this::rests)
            && lastEvent() == events) {
          return;
        }
        aios.world().sleep(GLANCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** They have seen every event, or one of them has to ask a person first. */
  private boolean watchersRest(long events) {
    return WATCHERS.stream().allMatch(name -> aios.events().position(name) >= events)
        || aios.inbox().open().stream()
            .anyMatch(item -> item.kind() == InboxItem.Kind.APPROVAL && item.run() == null);
  }

  /**
   * It has ended, a person is asked, or what it waits for is far off. A run that was answered a
   * moment ago rests no more: it will move.
   */
  private boolean rests(RunStatus run) {
    String id = run.id().toString();
    Instant until = run.until();
    return run.state().isFinal()
        || (until != null && until.isAfter(aios.world().instant().plus(FAR_OFF)))
        || run.state() == RunState.STUCK
        || isLeftParked(run)
        || (run.state() == RunState.WAITING
            && aios.inbox().open().stream().anyMatch(item -> id.equals(item.run())));
  }

  /** Its definition is gone; one that was parked a moment ago may be known by now. */
  private boolean isLeftParked(RunStatus run) {
    return run.why().startsWith("parked")
        && run.updated().isBefore(aios.world().instant().minus(Duration.ofSeconds(2)));
  }

  private long lastEvent() {
    List<JournalRecord> more = aios.journal().readStream("event", lastEvent, 1000);
    while (!more.isEmpty()) {
      lastEvent = more.get(more.size() - 1).position();
      more = aios.journal().readStream("event", lastEvent, 1000);
    }
    return lastEvent;
  }

  @Override
  public void close() {
    aios.close();
  }
}
