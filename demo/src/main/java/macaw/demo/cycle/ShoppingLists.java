package macaw.demo.cycle;

import macaw.demo.cycle.Answering.Contestant;
import macaw.demo.prompts.Instruction;
import macaw.demo.report.DemoReport.Flagship;
import macaw.demo.rubric.Answer;
import macaw.demo.rubric.Rubric;
import macaw.demo.rubric.RubricScore;

/** How often policies answer a prompt that asks for a shopping list with one. */
record ShoppingLists(Answering answering, Rubric rubric) {
    private static final int DRAWS = 10;
    private static final double MOSTLY_RIGHT = 0.75;

    /** Draws of three policies at temperature 1, counted. */
    Flagship count(Instruction prompt, Contestant base, Contestant sft, Contestant ppo) {
        return new Flagship(prompt.text(), DRAWS, lists(base, prompt), lists(sft, prompt), lists(ppo, prompt));
    }

    private int lists(Contestant contestant, Instruction prompt) {
        return (int) answering.answer(contestant, prompt, 1, DRAWS).stream()
                .map(draw -> rubric.judge(prompt.task(), new Answer(draw.text(), draw.ended())))
                .filter(ShoppingLists::isOne)
                .count();
    }

    /** Every prompt wants three things or more, so three quarters on the point are at least three right things. */
    private static boolean isOne(RubricScore score) {
        return score.form() == 1 && score.ends() == 1 && score.noRepeats() == 1 && score.onPoint() >= MOSTLY_RIGHT;
    }
}
