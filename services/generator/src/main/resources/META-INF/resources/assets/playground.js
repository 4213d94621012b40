'use strict';

const form = document.getElementById('question');
const askButton = document.getElementById('ask');
const stopButton = document.getElementById('stop');
const columns = [...document.querySelectorAll('.column')];
let asking = new AbortController();

form.addEventListener('submit', async event => {
  event.preventDefault();
  asking = new AbortController();
  running(true);
  await Promise.all(columns.map(column => answer(column, asking.signal)));
  running(false);
});

stopButton.addEventListener('click', () => asking.abort());

function running(yes) {
  askButton.disabled = yes;
  stopButton.disabled = !yes;
}

async function answer(column, signal) {
  const output = column.querySelector('.answer');
  const note = column.querySelector('.note');
  output.textContent = '';
  say(note, 'waiting …');
  const started = performance.now();
  let tokens = 0;
  try {
    const response = await fetch('/v1/chat/completions', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(request(column.querySelector('.policy').value)),
      signal,
    });
    if (!response.ok) {
      throw new Error(await reason(response));
    }
    for await (const piece of events(response.body)) {
      if (piece.error) {
        throw new Error(piece.error.message);
      }
      const choice = piece.choices[0];
      output.textContent += choice.delta.content ?? '';
      tokens += choice.finish_reason ? 0 : 1;
      const seconds = (performance.now() - started) / 1000;
      const end = choice.finish_reason === 'length' ? ', cut off' : '';
      say(note, `${piece.policy_version} · ${tokens} tokens · ${seconds.toFixed(1)} s · seed ${piece.seed}${end}`);
    }
  } catch (e) {
    say(note, e.name === 'AbortError' ? 'stopped' : e.message, e.name !== 'AbortError');
  }
}

function request(model) {
  const seed = document.getElementById('seed').value;
  return {
    model,
    messages: [{role: 'user', content: document.getElementById('prompt').value}],
    temperature: Number(document.getElementById('temperature').value),
    max_tokens: Number(document.getElementById('max-tokens').value),
    stream: true,
    ...(seed === '' ? {} : {seed: Number(seed)}),
  };
}

async function reason(response) {
  const body = await response.json().catch(() => ({}));
  return body.error?.message ?? body.detail ?? `status ${response.status}`;
}

/** The JSON of each server-sent event until [DONE]. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (true) {
    const {value, done} = await reader.read();
    if (done) {
      return;
    }
    text += value;
    const parts = text.split('\n\n');
    text = parts.pop();
    for (const part of parts) {
      const data = part.replace(/^data: /, '');
      if (data !== '[DONE]') {
        yield JSON.parse(data);
      }
    }
  }
}

function say(note, text, failed = false) {
  note.textContent = text;
  note.classList.toggle('failed', failed);
}
