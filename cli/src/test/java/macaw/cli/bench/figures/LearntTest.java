package macaw.cli.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class LearntTest {
    @Test
    void aPersonReadsTheFiguresAndAProgramAll() throws Exception {
        String line = """
                {"task":"randomwalks","system":"macaw","seed":1,"optimality":0.98651,"samples":null,"curve":[{"samples":0,"value":0.1}]}""";
        var learnt = new Learnt(new ObjectMapper().readTree(line));
        assertThat(learnt.json()).isEqualTo(line);
        assertThat(learnt.text()).isEqualTo("task randomwalks, system macaw, seed 1, optimality 0.987, samples none");
    }
}
