package macaw.cli.stack;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import macaw.cli.display.StageDisplay;
import macaw.localstack.StackEvent;

/**
 * Shows how a stack starts, and later each part's death in lines of its own.
 *
 * @param parts how many there are to start
 */
record StartDisplay(StageDisplay display, int parts, AtomicInteger ready) implements Consumer<StackEvent> {
    StartDisplay(StageDisplay display, int parts) {
        this(display, parts, new AtomicInteger());
    }

    @Override
    public void accept(StackEvent event) {
        switch (event) {
            case StackEvent.Starting starting ->
                display.progress((double) ready.get() / parts, "starting " + starting.part());
            case StackEvent.Ready part ->
                display.progress((double) ready.incrementAndGet() / parts, part.part() + " is ready");
            case StackEvent.Died died -> display.say(died.story());
        }
    }
}
