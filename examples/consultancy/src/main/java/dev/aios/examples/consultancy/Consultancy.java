package dev.aios.examples.consultancy;

import dev.aios.api.AiosException;
import dev.aios.api.ConflictException;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Inventory;
import dev.aios.api.memory.Recall;
import dev.aios.api.value.Codec;
import dev.aios.core.Aios;
import dev.aios.examples.consultancy.desk.Decider;
import dev.aios.examples.consultancy.desk.DecisionFile;
import dev.aios.examples.consultancy.desk.Desk;
import dev.aios.examples.consultancy.desk.Terminal;
import dev.aios.examples.consultancy.input.Folder;
import dev.aios.examples.consultancy.invoice.Timesheet;
import dev.aios.examples.consultancy.leads.Contacts;
import dev.aios.examples.consultancy.leads.MailArrived;
import dev.aios.examples.consultancy.library.Library;
import dev.aios.examples.consultancy.library.Questions;
import dev.aios.examples.consultancy.mail.Message;
import dev.aios.examples.consultancy.people.Identity;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program. */
public final class Consultancy {
  /** Kept, since a logger that nobody holds forgets its level. It complains of older JDKs. */
  private static final Logger VECTORS = Logger.getLogger("io.github.jbellis.jvector");

  private Consultancy() {}

  /**
   * Runs it.
   *
   * @param args see {@code --help}
   */
  public static void main(String... args) {
    VECTORS.setLevel(Level.SEVERE);
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    int status = run(System.in, out, System.getenv(), args);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(InputStream in, PrintStream out, Map<String, String> environment, String... args) {
    try {
      Options options = Options.parse(args);
      if (options.help()) {
        out.print(Options.HELP);
        return 0;
      }
      return run(options, in, environment, new Progress(out, InstantSource.system()));
    } catch (AiosException | IOException e) {
      out.println("consultancy: " + e.getMessage());
      return 2;
    }
  }

  private static int run(
      Options options, InputStream in, Map<String, String> environment, Progress progress)
      throws IOException {
    progress.phase("reading");
    Path data = options.data();
    Folder folder = data == null ? Folder.shipped() : Folder.read(data);
    progress.say(summary(folder));
    prepare(options);

    progress.phase("opening");
    try (Company company =
        new Company(folder, options.db(), options.out(), environment, progress::say)) {
      Aios aios = company.aios();
      Decider decider = decider(options.approve(), in, progress.out(), aios.codec());
      Library.register(aios.service(Inventory.class), data == null ? "shipped" : data.toString());

      progress.phase("identity");
      learn(company, progress);

      progress.phase("invoices");
      for (Timesheet timesheet : Timesheet.closed(folder.time())) {
        start(company, timesheet, progress);
      }

      progress.phase("recall");
      fill(company, progress);
      if (!folder.questions().isEmpty()) {
        Questions questions = company.currentQuestions();
        aios.start(company.questions(), questions, questions.key());
      }

      progress.phase("leads");
      arrive(company);

      progress.phase("approvals");
      new Desk(aios, decider, progress::say).clear(company::settle);

      progress.phase("report");
      boolean sound = new Report(progress.out(), company).print(progress.phases(), options.out());
      return sound ? 0 : 1;
    }
  }

  private static String summary(Folder folder) {
    return "%d mails, %d notes, %d meetings, %d hours entries, %d clients, %d problems"
        .formatted(
            folder.mails().size(),
            folder.notes().size(),
            folder.meetings().size(),
            folder.time().size(),
            folder.clients().size(),
            folder.problems().size());
  }

  private static void prepare(Options options) throws IOException {
    Files.createDirectories(options.out());
    Path parent = options.db().toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
  }

  private static Decider decider(String how, InputStream in, PrintStream out, Codec codec) {
    return switch (how) {
      case "all" -> Decider.all();
      case "none" -> Decider.none();
      case "ask" -> new Terminal(in, out, codec);
      default -> new DecisionFile(Path.of(how), codec);
    };
  }

  private static void learn(Company company, Progress progress) {
    Aios aios = company.aios();
    Identity.Learned learned =
        new Identity(aios.service(Entities.class), aios.world())
            .learn(company.folder(), company.messages());
    progress.say(learned.persons() + " persons, " + learned.organizations() + " organizations");
    learned.merged().forEach(one -> progress.say("one person: " + one));
    learned.doubtful().forEach(two -> progress.say("not merged: " + two));
  }

  private static void fill(Company company, Progress progress) {
    Aios aios = company.aios();
    List<Recall.Added> added =
        Library.fill(
            aios.service(Recall.class),
            aios.service(Entities.class),
            company.folder().notes(),
            company.messages(),
            done -> progress.say("recall    " + done));
    long fresh = added.stream().filter(one -> one.outcome() == Recall.Added.Outcome.ADDED).count();
    progress.say(added.size() + " passages, " + fresh + " of them new");
  }

  /** The same key is the same run; other hours under it are for a person to sort out. */
  private static void start(Company company, Timesheet timesheet, Progress progress) {
    try {
      company.aios().start(company.invoicing(), timesheet.withoutPlaces(), timesheet.key());
    } catch (ConflictException e) {
      progress.say(
          "not billed again: the hours of "
              + timesheet.key()
              + " changed after they were billed. Correct the invoice by hand.");
    }
  }

  private static void arrive(Company company) {
    Aios aios = company.aios();
    Contacts contacts = new Contacts(company.folder(), aios.service(Entities.class));
    Map<String, String> first = new HashMap<>();
    for (Message mail : company.messages()) {
      if (!mail.from().email().equals(company.owner().email())) {
        String person = contacts.key(mail.from());
        String began = first.computeIfAbsent(person, nobody -> mail.id());
        aios.events().publishOnce(new MailArrived(mail, began), person, "mail/" + mail.id());
      }
    }
  }
}
