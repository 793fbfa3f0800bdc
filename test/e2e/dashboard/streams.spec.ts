/** Browser streams stand beside MCP sessions; here with a whole sidecar behind the page, which serves it, too. */
import { publish } from '../../support/publish.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { expect, test } from './fixtures.ts';

test('streams are counted beside MCP sessions and show what they were sent, until they end', async ({ page }) => {
  await using sidecar = await startTestSidecar({ embeddedBroker: { enabled: true, port: 0 }, admin: { token: 'of-this-test' } });
  await page.goto(`${sidecar.origin}/#token=of-this-test`);
  await page.goto(`${sidecar.origin}/#/sessions`);
  await expect(page.getByRole('tab', { name: 'MCP sessions (0)' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Browser streams (0)' })).toBeVisible();

  const client = await RawMcpClient.open(sidecar.origin);
  const stream = await StreamClient.open(sidecar.origin, 'topic=line/%23&topic=other&qos=1');
  await expect(page.getByRole('tab', { name: 'MCP sessions (1)' })).toBeVisible();
  await page.getByRole('tab', { name: 'Browser streams (1)' }).click();
  const row = page.getByRole('row', { name: /line\/#, other/ });
  await expect(row).toBeVisible();
  for (const payload of ['1', '2', '3']) await publish(sidecar.origin, 'line/1', payload);
  await stream.untilMessages(3);
  await expect(row.getByRole('gridcell').or(row.getByRole('cell')).filter({ hasText: /^3$/ })).toBeVisible();

  stream.close();
  client.response.destroy();
  await expect(page.getByRole('tab', { name: 'Browser streams (0)' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'MCP sessions (0)' })).toBeVisible();
});
