package dev.aios.memory.internal.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static final int CHUNKS = 60;

  /** The same with an entry for each link. */
  private static final class Plain {
    private final int[] before = new int[CHUNKS];
    private final int[] after = new int[CHUNKS];

    Plain() {
      Arrays.fill(before, Chain.NONE);
      Arrays.fill(after, Chain.NONE);
    }

    int before(int chunk) {
      return chunk < 0 ? Chain.NONE : before[chunk];
    }

    int after(int chunk) {
      return chunk < 0 ? Chain.NONE : after[chunk];
    }
  }

  /** Numbers that follow each other are linked as well as any others. */
  @Test
  void what_stands_beside_what_is_as_it_was_linked_last() {
    Random random = new Random(9);
    Chain chain = new Chain();
    Plain plain = new Plain();
    for (int i = 0; i < 20_000; i++) {
      int one = random.nextInt(CHUNKS + 1) - 1;
      int other = random.nextBoolean() ? one + 1 : random.nextInt(CHUNKS + 1) - 1;
      if (random.nextInt(5) == 0) {
        int gone = random.nextInt(CHUNKS);
        chain.forget(gone);
        plain.before[gone] = Chain.NONE;
        plain.after[gone] = Chain.NONE;
      } else if (other < CHUNKS) {
        chain.link(one, other);
        if (one >= 0) {
          plain.after[one] = other;
        }
        if (other >= 0) {
          plain.before[other] = one;
        }
      }
      for (int chunk = -1; chunk < CHUNKS; chunk++) {
        assertThat(chain.previous(chunk)).isEqualTo(plain.before(chunk));
        assertThat(chain.next(chunk)).isEqualTo(plain.after(chunk));
      }
    }
    assertThat(chain.previous(CHUNKS + 5)).isEqualTo(Chain.NONE);
    assertThat(chain.next(1_000_000)).isEqualTo(Chain.NONE);
  }

  @Test
  void a_mean_is_weighed_by_how_far_away_each_is_and_leaves_out_what_may_not_speak() {
    Chain chain = new Chain();
    for (int i = 1; i < 5; i++) {
      chain.link(i - 1, i);
    }
    int[] numbers = {1, 10, 100, 1_000, 10_000};
    BitSet allowed = new BitSet();
    allowed.set(0, 4);

    assertThat((double) chain.mean(2, null, numbers))
        .isCloseTo(
            (100 + 0.5 * 10 + 0.25 * 1_000 + 0.25 * 1 + 0.125 * 10_000) / 2.125, within(1e-3));
    assertThat((double) chain.mean(2, allowed, numbers))
        .isCloseTo((100 + 0.5 * 10 + 0.25 * 1_000 + 0.25 * 1) / 2, within(1e-3));
    assertThat(Chain.EMPTY.mean(2, null, numbers)).isEqualTo(100);
  }
}
