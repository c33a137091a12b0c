package dev.aios.api.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.journal.HashedRecord;
import dev.aios.api.value.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, heads and proofs as text that leaves the company and comes back. */
class ProofTextTest {
  private static final Instant TIME = Instant.parse("2026-11-25T04:05:06.123456Z");

  private final Ed25519Key key = Ed25519Key.generate("studio.example/journal");
  private final MerkleTree tree = new MerkleTree();

  private static HashedRecord record(int n) {
    return new HashedRecord(
        "0".repeat(64), n, TIME, "note.added", "client/Zoë", Json.of("{\"n\":" + n + "}"));
  }

  private static List<byte[]> leaves(int count) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      leaves.add(HexFormat.of().parseHex(record(i).hash()));
    }
    return leaves;
  }

  private SignedTreeHead head(int size) {
    return SignedTreeHead.sign(
        size, HexFormat.of().formatHex(Leaves.root(leaves(size))), TIME, key);
  }

  private InclusionProof inclusion(int index, int size) {
    List<byte[]> path = tree.inclusion(index, size, Leaves.nodes(leaves(size)));
    return new InclusionProof(record(index + 1), index, Leaves.hex(path), head(size));
  }

  private ConsistencyProof consistency(int first, int size) {
    List<byte[]> path = tree.consistency(first, size, Leaves.nodes(leaves(size)));
    return new ConsistencyProof(first, Leaves.hex(path), head(size));
  }

  /** The example of the Go project's package for signed notes. */
  @Test
  void a_key_and_a_signature_of_another_program_are_understood() {
    VerifyingKey known =
        VerifyingKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
    byte[] text =
        """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.
        """
            .getBytes(StandardCharsets.UTF_8);
    HeadSignature signature =
        HeadSignature.parse(
            "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");

    assertThat(signature.keyId()).isEqualTo(known.id());
    assertThat(known.verifies(text, Base64.getDecoder().decode(signature.signature()))).isTrue();
    text[0] ^= 1;
    assertThat(known.verifies(text, Base64.getDecoder().decode(signature.signature()))).isFalse();
  }

  @Test
  void a_head_survives_a_mail() {
    SignedTreeHead head = head(5);
    assertThat(SignedTreeHead.parse(head.text())).isEqualTo(head);
    String mailed = "\r\n\r\n" + head.text().replace("\n", "\r\n") + "\r\n  \r\n";
    assertThat(SignedTreeHead.parse(mailed)).isEqualTo(head);
    assertThat(SignedTreeHead.parse(mailed).isSignedBy(key.verifyingKey())).isTrue();
  }

  @Test
  void a_head_that_was_changed_is_signed_by_nobody() {
    String text = head(5).text();
    for (String changed :
        List.of(
            text.replace("\n5\n", "\n6\n"),
            text.replaceFirst("studio", "studi0"),
            text.replace("04:05", "04:06"),
            text.replaceFirst("\n[A-Za-z0-9+/]{4}", "\nAAAA"))) {
      assertThat(changed).isNotEqualTo(text);
      assertThat(SignedTreeHead.parse(changed).isSignedBy(key.verifyingKey())).isFalse();
    }
  }

  @Test
  void a_head_is_signed_by_its_own_key_only() {
    Ed25519Key other = Ed25519Key.generate("studio.example/journal");
    Ed25519Key elsewhere = Ed25519Key.generate("elsewhere.example/journal");
    assertThat(head(5).isSignedBy(other.verifyingKey())).isFalse();
    assertThat(head(5).isSignedBy(elsewhere.verifyingKey())).isFalse();
    SigningKey confused =
        new SigningKey() {
          @Override
          public VerifyingKey verifyingKey() {
            return key.verifyingKey();
          }

          @Override
          public byte[] sign(byte[] message) {
            return other.sign(message);
          }
        };
    assertThatThrownBy(() -> SignedTreeHead.sign(1, "0".repeat(64), TIME, confused))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("answers for another one");
  }

  @Test
  void what_is_no_head_is_refused_and_said_why() {
    String text = head(5).text();
    for (String bad :
        List.of(
            "",
            "hello",
            text.replace("\n5\n", "\n05\n"),
            text.replace("\n5\n", "\n-5\n"),
            text.replace("time ", ""),
            text.replace("123456Z", "123456000Z"),
            text.replace("\n\n", "\n"),
            text.replace("=\n", "\n"),
            text.replace("— ", "- "))) {
      assertThatThrownBy(() -> SignedTreeHead.parse(bad))
          .as(bad)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("tree head");
    }
  }

  @Test
  void proofs_hold_as_text_and_only_for_what_they_are_of() {
    for (int size = 1; size <= 9; size++) {
      for (int index = 0; index < size; index++) {
        InclusionProof proof = InclusionProof.parse(inclusion(index, size).text());
        assertThat(proof).isEqualTo(inclusion(index, size));
        assertThat(proof.isValid(key.verifyingKey())).isTrue();
        assertThat(proof.record().body()).isEqualTo(Json.of("{\"n\":" + (index + 1) + "}"));
        InclusionProof other =
            new InclusionProof(record(index + 2), index, proof.path(), proof.head());
        assertThat(other.isValid(key.verifyingKey())).isFalse();
        ConsistencyProof grown = ConsistencyProof.parse(consistency(index, size).text());
        assertThat(grown.isValid(head(index), key.verifyingKey())).isTrue();
        assertThat(grown.isValid(head(index + 1), key.verifyingKey())).isFalse();
      }
    }
  }

  @Test
  void what_is_no_proof_is_refused() {
    String inclusion = inclusion(2, 5).text();
    for (String bad :
        List.of(
            "",
            inclusion.replace("@v1", "@v2"),
            inclusion.replace("extra ", "extra x"),
            inclusion.replace("index 2", "index two"),
            inclusion.replaceFirst("index 2\n", "index 2\nAAAA\n"),
            inclusion.replaceFirst("extra .*\n", "extra AAAA\n"))) {
      assertThatThrownBy(() -> InclusionProof.parse(bad))
          .as(bad)
          .isInstanceOf(InvalidInputException.class);
    }
    assertThatThrownBy(() -> ConsistencyProof.parse(inclusion))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void a_key_is_kept_in_a_file_that_is_never_overwritten(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("journal.key");
    key.write(file);
    Ed25519Key read = Ed25519Key.read(file);
    assertThat(read.verifyingKey()).isEqualTo(key.verifyingKey());
    byte[] message = {1, 2, 3};
    assertThat(key.verifyingKey().verifies(message, read.sign(message))).isTrue();
    assertThat(VerifyingKey.parseAll(Files.readString(file))).containsExactly(key.verifyingKey());
    assertThatThrownBy(() -> Ed25519Key.generate("x").write(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("never overwritten");
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }
    String mixed =
        Files.readAllLines(file).get(0) + "\n" + Ed25519Key.generate("x").verifyingKey().text();
    assertThatThrownBy(() -> Ed25519Key.parse(mixed)).hasMessageContaining("no pair");
    assertThat(key.toString()).doesNotContain(Files.readAllLines(file).get(0).substring(40));
  }

  @Test
  void a_key_that_was_changed_is_refused() {
    String text = key.verifyingKey().text();
    assertThat(VerifyingKey.parse(text + "\n")).isEqualTo(key.verifyingKey());
    for (String bad :
        List.of("", "x", text.replace("studio", "studi0"), text.substring(0, text.length() - 4))) {
      assertThatThrownBy(() -> VerifyingKey.parse(bad)).isInstanceOf(InvalidInputException.class);
    }
    for (String name : List.of("", "two words", "a+b", "a\nb", "x".repeat(201))) {
      assertThatThrownBy(() -> Ed25519Key.generate(name)).isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void a_record_comes_back_from_the_bytes_of_its_hash() {
    HashedRecord record = record(3);
    byte[] bytes = record.bytes();
    assertThat(HashedRecord.ofBytes(bytes)).isEqualTo(record);
    assertThatThrownBy(() -> HashedRecord.ofBytes(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> HashedRecord.ofBytes(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(InvalidInputException.class);
  }
}
