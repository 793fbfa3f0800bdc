/** A shop's server that notifies its pages: a page hears what is for its user and what is for everybody. */
import { fileURLToPath } from 'node:url';
import { connectDevice } from '../shared/device.ts';
import type { StartExample } from '../shared/example.ts';
import { servePage } from '../shared/page-server.ts';

const news = [
  { title: 'Order on its way', text: 'Your parcel leaves the warehouse today.', kind: 'info' },
  { title: 'Price alert', text: 'The item on your list costs 15 % less until midnight.', kind: 'good' },
  { title: 'Payment failed', text: 'Please check the card that ends with 4321.', kind: 'bad' },
  { title: 'New message', text: 'Support has answered your question.', kind: 'info' },
];

export const start: StartExample = async ({ sidecar, broker }) => {
  const shop = await connectDevice(broker);
  shop.every(6000, (count) => shop.publish('notify/users/alice', news[count % news.length], { qos: 1 }));
  const page = await servePage(fileURLToPath(new URL('page', import.meta.url)), sidecar);
  return {
    words: `Push to a web page: open ${page.url} in two windows, and send something to everybody.`,
    async stop() {
      await shop.stop();
      await page.stop();
    },
  };
};
