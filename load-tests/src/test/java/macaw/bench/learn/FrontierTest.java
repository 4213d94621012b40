package macaw.bench.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import macaw.bench.learn.Frontier.Place;
import org.junit.jupiter.api.Test;

class FrontierTest {
    /** Training went out and a little back. */
    private final Frontier frontier =
            new Frontier(List.of(new Place(0, 0.1), new Place(4, 0.9), new Place(1, 0.3), new Place(3, 0.8)));

    @Test
    void betweenTwoPoliciesTheRewardIsOnTheLineBetweenThem() {
        assertThat(frontier.rewardAt(0.5)).isCloseTo(0.2, within(1e-12));
        assertThat(frontier.rewardAt(1)).isEqualTo(0.3);
        assertThat(frontier.rewardAt(2.5)).isCloseTo(0.675, within(1e-12));
        assertThat(frontier.rewardAt(3.5)).isCloseTo(0.85, within(1e-12));
    }

    @Test
    void beyondTheOutermostPoliciesTheRewardIsTheirs() {
        assertThat(frontier.farthest()).isEqualTo(4);
        assertThat(frontier.rewardAt(4)).isEqualTo(0.9);
        assertThat(frontier.rewardAt(9)).isEqualTo(0.9);
        assertThat(frontier.rewardAt(-0.1)).isEqualTo(0.1);
    }
}
