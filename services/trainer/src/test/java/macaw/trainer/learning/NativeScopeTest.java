package macaw.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeScopeTest {
    @Test
    void whatWasOpenedLastIsClosedFirstAndOnce() {
        List<String> closed = new ArrayList<>();
        var scope = new NativeScope();
        assertThat(scope.add("operators", closed::add)).isEqualTo("operators");
        scope.add("model", closed::add);
        scope.close();
        scope.close();
        assertThat(closed).containsExactly("model", "operators");
    }
}
