package dev.aios.core.command;

import dev.aios.api.journal.Verification;
import dev.aios.api.proof.Audit;
import dev.aios.api.proof.SignedTreeHead;
import dev.aios.api.proof.VerifyingKey;
import java.io.PrintStream;
import java.util.List;

/** {@code verify}: recomputes chains and tree, and compares them with the signed heads. */
final class VerifyCommand {
  private VerifyCommand() {}

  static int run(PrintStream out, Arguments arguments) {
    String name = arguments.operand(0);
    List<VerifyingKey> keys =
        arguments.files("--key", VerifyingKey::parseAll).stream().flatMap(List::stream).toList();
    List<SignedTreeHead> kept = arguments.files("--head", SignedTreeHead::parse);
    return Journals.checked(
        arguments,
        (proofs, withArchive) -> {
          if (withArchive.isPresent() && !withArchive.get().ok()) {
            chain(out, name, withArchive.get());
            return 1;
          }
          Audit audit = proofs.audit(keys, kept);
          chain(out, name, withArchive.orElse(audit.chain()));
          if (!audit.chain().ok()) {
            return 1;
          }
          if (!audit.ok()) {
            out.println(name + ": " + audit.problem());
            return 1;
          }
          heads(out, name, audit, keys);
          for (SignedTreeHead head : kept) {
            out.println(
                name
                    + ": goes on from the head that was kept, over "
                    + head.size()
                    + " records, "
                    + head.time());
          }
          return 0;
        });
  }

  private static void chain(PrintStream out, String name, Verification found) {
    if (found.ok()) {
      String more =
          found.archived() == 0
              ? ""
              : "; " + found.archived() + " more are in archive files: --archive FOLDER";
      out.println(
          name + ": " + found.records() + " records verified, head " + found.headHash() + more);
    } else {
      out.println(
          name
              + ": record "
              + found.firstBad()
              + " does not fit: "
              + found.problem()
              + "; the "
              + found.records()
              + " before it do");
    }
  }

  private static void heads(PrintStream out, String name, Audit audit, List<VerifyingKey> keys) {
    SignedTreeHead last = audit.last();
    if (last == null) {
      return;
    }
    out.println(
        name
            + ": "
            + audit.heads()
            + " tree heads verified, the last over "
            + last.size()
            + " records, "
            + last.time()
            + (keys.isEmpty()
                ? "; signatures not checked: give --key"
                : ", all signed for " + last.origin()));
  }
}
