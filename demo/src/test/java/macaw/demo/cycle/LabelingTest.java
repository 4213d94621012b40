package macaw.demo.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.v1.Split;
import org.junit.jupiter.api.Test;

class LabelingTest {
    @Test
    void aTenthOfAllTextsMeasuresAndATextsSplitIsItsOwn() {
        Map<Split, List<String>> texts = IntStream.range(0, 10_000)
                .mapToObj(i -> "Write a list of " + i + " things.")
                .collect(Collectors.groupingBy(Labeling::split));
        assertThat(texts).containsOnlyKeys(Split.SPLIT_TRAIN, Split.SPLIT_VALIDATION);
        assertThat(texts.get(Split.SPLIT_VALIDATION))
                .hasSizeBetween(850, 1_150)
                .allMatch(text -> Labeling.split(text) == Split.SPLIT_VALIDATION);
    }
}
