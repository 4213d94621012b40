package macaw.labeling.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntryTest {
    private static Entry entry(long sequence, String key) {
        return new Entry(sequence, "default", "comparisons", key, Optional.empty());
    }

    @Test
    void oneIdsMessagesAreNeverUnderWayTogether() {
        var waiting = List.of(entry(1, "a"), entry(2, "b"), entry(3, "a"), entry(4, "c"));
        assertThat(Entry.sendableTogether(waiting)).containsExactly(entry(1, "a"), entry(2, "b"));
        assertThat(Entry.sendableTogether(waiting.subList(2, 4))).hasSize(2);
        assertThat(Entry.sendableTogether(List.of())).isEmpty();
    }

    @Test
    void eachNamespacesMessagesGoByThemselves() {
        var other = new Entry(2, "other", "comparisons", "b", Optional.empty());
        assertThat(Entry.sendableTogether(List.of(entry(1, "a"), other, entry(3, "c"))))
                .containsExactly(entry(1, "a"));
    }
}
