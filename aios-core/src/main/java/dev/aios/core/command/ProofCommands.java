package dev.aios.core.command;

import dev.aios.api.AiosException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.proof.ConsistencyProof;
import dev.aios.api.proof.Ed25519Key;
import dev.aios.api.proof.InclusionProof;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.api.proof.VerifyingKey;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code head}, {@code prove}, {@code check}, {@code new-key}: signed heads and proofs as text. */
final class ProofCommands {
  private ProofCommands() {}

  static int head(PrintStream out, Arguments arguments) {
    return Journals.with(
        arguments,
        proofs -> {
          out.print(
              proofs
                  .head()
                  .orElseThrow(() -> new AiosException("no head of it was ever signed"))
                  .text());
          return 0;
        });
  }

  static int prove(PrintStream out, Arguments arguments) {
    List<SignedTreeHead> heads = arguments.files("--head", SignedTreeHead::parse);
    if (heads.size() > 1 || (arguments.count() == 1 && heads.isEmpty())) {
      throw new InvalidInputException("prove", "give a position, one head, or both");
    }
    if (arguments.count() == 1) {
      return Journals.with(
          arguments,
          proofs -> {
            out.print(proofs.consistency(heads.get(0)).text());
            return 0;
          });
    }
    long position = position(arguments.operand(1));
    return Journals.with(
        arguments,
        proofs -> {
          InclusionProof proof =
              heads.isEmpty()
                  ? proofs.inclusion(position)
                  : proofs.inclusion(position, heads.get(0));
          out.print(proof.text());
          return 0;
        });
  }

  private static long position(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new InvalidInputException("prove", "'" + text + "' is no position of a record");
    }
  }

  static int check(PrintStream out, Arguments arguments) {
    String file = arguments.operand(0);
    List<VerifyingKey> keys =
        arguments.files("--key", VerifyingKey::parseAll).stream().flatMap(List::stream).toList();
    List<SignedTreeHead> heads = arguments.files("--head", SignedTreeHead::parse);
    if (keys.isEmpty()) {
      throw new InvalidInputException("check", "a proof is checked with --key FILE");
    }
    String text = Arguments.text(file);
    return text.stripLeading().startsWith("old ")
        ? consistency(out, file, ConsistencyProof.parse(text), keys, heads)
        : inclusion(out, file, InclusionProof.parse(text), keys, heads);
  }

  private static int consistency(
      PrintStream out,
      String file,
      ConsistencyProof proof,
      List<VerifyingKey> keys,
      List<SignedTreeHead> heads) {
    if (heads.size() != 1) {
      throw new InvalidInputException(
          "check", "the proof is of a journal that went on: give the head kept with --head FILE");
    }
    SignedTreeHead older = heads.get(0);
    boolean signed =
        keys.stream().anyMatch(older::isSignedBy)
            && keys.stream().anyMatch(proof.newer()::isSignedBy);
    if (!signed || !proof.leadsFrom(older)) {
      out.println(
          file
              + ": is no proof: "
              + (signed ? "it does not lead from one head to the other" : "a head is not signed"));
      return 1;
    }
    out.println(
        file
            + ": the journal of "
            + proof.newer().time()
            + " begins with the "
            + older.size()
            + " records of "
            + older.time());
    return 0;
  }

  private static int inclusion(
      PrintStream out,
      String file,
      InclusionProof proof,
      List<VerifyingKey> keys,
      List<SignedTreeHead> heads) {
    boolean signed = keys.stream().anyMatch(proof.head()::isSignedBy);
    if (!signed || !proof.leadsToRoot() || !heads.stream().allMatch(proof.head()::equals)) {
      out.println(
          file
              + ": is no proof: "
              + (!signed
                  ? "its head is not signed by a key that was given"
                  : proof.leadsToRoot()
                      ? "its head is another one than that of --head"
                      : "it does not lead from the record to the head"));
      return 1;
    }
    out.println(
        file
            + ": was in the journal of "
            + proof.head().origin()
            + " on "
            + proof.head().time()
            + ":\n"
            + proof.record().time()
            + " "
            + proof.record().kind()
            + " "
            + proof.record().stream()
            + "\n"
            + proof.record().body());
    return 0;
  }

  static int newKey(PrintStream out, Arguments arguments) {
    Ed25519Key key = Ed25519Key.generate(arguments.operand(0));
    key.write(Path.of(arguments.operand(1)));
    out.println(key.verifyingKey().text());
    return 0;
  }
}
