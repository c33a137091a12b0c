package dev.aios.examples.consultancy.library;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.identity.Entities;
import dev.aios.api.memory.Recall;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import dev.aios.api.value.Taint;
import dev.aios.examples.consultancy.library.Answers.Answer;
import dev.aios.examples.consultancy.output.Papers;
import dev.aios.examples.consultancy.output.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The owner's questions, as they stand at one state of notes and mails.
 *
 * @param questions what is asked
 * @param library the names of all that may answer them, so that the questions are asked anew when
 *     something new has come
 */
public record Questions(List<String> questions, List<String> library) {
  /** Copies the lists. */
  public Questions {
    questions = List.copyOf(questions);
    library = List.copyOf(library);
  }

  /**
   * The flow: find, answer, write down.
   *
   * @param answerer answers one question from what recall found
   * @param papers where the answers go
   * @return the saga
   */
  public static Saga<Questions, Receipt> saga(Agent<Found, Answer> answerer, Papers papers) {
    return Saga.named("questions", 1, Questions.class)
        .step("answer", Agent.proposing("librarian", (in, on) -> answer(in, answerer, on)))
        .emit("answered", answers -> answers)
        .step("write", (answers, call) -> papers.write(answers.markdown(), call.idempotencyKey()))
        .idempotent()
        .retry(Retry.exponential(5))
        .build();
  }

  private static Proposal<Answers> answer(
      Questions in, Agent<Found, Answer> answerer, AgentContext context) throws Exception {
    Finder finder = new Finder(context.service(Recall.class), context.service(Entities.class));
    List<Answer> answers = new ArrayList<>();
    double least = 1;
    Taint taint = Taint.NONE;
    for (String question : in.questions()) {
      Proposal<Answer> one = answerer.propose(finder.find(question, context.now()), context);
      answers.add(one.value());
      least = Math.min(least, one.confidence());
      taint = taint.plus(one.taint());
    }
    return Proposal.of(new Answers(answers), least).tainted(taint);
  }

  /**
   * Names this state.
   *
   * @return the same for the same questions and the same library
   */
  public String key() {
    CRC32 sum = new CRC32();
    Stream.concat(questions.stream(), library.stream())
        .forEach(line -> sum.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
    return "questions/" + library.size() + "-" + Long.toHexString(sum.getValue());
  }
}
